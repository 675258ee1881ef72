package dev.trainyard.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.adapter.ModuleSelector;
import dev.trainyard.adapter.TargetModules;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.quantization.Nf4Config;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code lora} of a configuration, with the names of PEFT. */
final class LoraJson {
    private static final int USUAL_RANK = 8;

    private LoraJson() {}

    static TrainConfig.Lora read(ConfigFields fields) {
        int r = fields.whole("r", USUAL_RANK, 1);
        double alpha = fields.number("alpha", 2.0 * r, value -> value > 0, "a number above 0");
        double dropout = fields.number("dropout", 0, p -> p >= 0 && p < 1, "a probability from 0 to below 1");
        TargetModules targets = new TargetModules(
                fields.loneText("target_modules")
                        .map(LoraJson::selector)
                        .orElseGet(() -> ModuleSelector.named(
                                fields.texts("target_modules", List.of(TargetModules.ALL_LINEAR)))),
                fields.loneText("exclude_modules")
                        .map(ModuleSelector::matching)
                        .orElseGet(() -> ModuleSelector.named(fields.listed("exclude_modules"))),
                fields.listedWholes("layers_to_transform"),
                fields.listed("layers_pattern"));
        boolean stabilized = fields.flag("use_rslora", false);
        boolean dora = fields.flag("use_dora", false);
        Map<String, Integer> ranks = new LinkedHashMap<>();
        fields.numbers("rank_pattern", true).forEach((key, rank) -> ranks.put(key, rank.intValue()));
        Map<String, Double> alphas = fields.numbers("alpha_pattern", false);
        List<String> saved = fields.listed("modules_to_save");
        Optional<Nf4Config> quantization =
                fields.optionalSection("quantization").map(LoraJson::quantization);
        TrainConfig.Lora lora = new TrainConfig.Lora(
                shape(fields, () -> new LoraConfig(r, alpha, dropout, targets, stabilized, dora, ranks, alphas, saved)),
                quantization,
                fields.optionalPath("init_from"));
        fields.rejectUnknown();
        return lora;
    }

    private static ModuleSelector selector(String text) {
        return text.equals(TargetModules.ALL_LINEAR)
                ? ModuleSelector.named(List.of(text))
                : ModuleSelector.matching(text);
    }

    private interface Shape {
        LoraConfig make();
    }

    private static LoraConfig shape(ConfigFields fields, Shape shape) {
        try {
            return shape.make();
        } catch (TrainingFailure e) {
            fields.problem("target_modules", String.valueOf(e.getMessage()));
            return new LoraConfig(1, 1, 0, List.of(TargetModules.ALL_LINEAR));
        }
    }

    private static Nf4Config quantization(ConfigFields fields) {
        fields.text("quant_type", "nf4", List.of("nf4"));
        Nf4Config config = new Nf4Config(fields.flag("double_quant", true), fields.listed("skip_modules"));
        fields.rejectUnknown();
        return config;
    }

    static ObjectNode write(TrainConfig.Lora lora) {
        LoraConfig shape = lora.shape();
        TargetModules targets = shape.targets();
        ObjectNode json =
                Json.object().put("r", shape.r()).put("alpha", shape.alpha()).put("dropout", shape.dropout());
        put(json, "target_modules", targets.wanted());
        put(json, "exclude_modules", targets.excluded());
        targets.layers().forEach(json.putArray("layers_to_transform")::add);
        put(json, "layers_pattern", ModuleSelector.named(targets.layersPattern()));
        json.put("use_rslora", shape.rankStabilized()).put("use_dora", shape.dora());
        shape.rankPattern().forEach(json.putObject("rank_pattern")::put);
        shape.alphaPattern().forEach(json.putObject("alpha_pattern")::put);
        put(json, "modules_to_save", ModuleSelector.named(shape.modulesToSave()));
        lora.quantization().ifPresent(config -> {
            ObjectNode quantization =
                    json.putObject("quantization").put("quant_type", "nf4").put("double_quant", config.doubleQuant());
            put(quantization, "skip_modules", ModuleSelector.named(config.skipModules()));
        });
        lora.initFrom().ifPresent(folder -> json.put("init_from", folder.toString()));
        return json;
    }

    private static void put(ObjectNode json, String name, ModuleSelector modules) {
        if (modules.regex().isPresent()) {
            json.put(name, modules.regex().get());
        } else {
            ArrayNode names = json.putArray(name);
            modules.names().forEach(names::add);
        }
    }
}
