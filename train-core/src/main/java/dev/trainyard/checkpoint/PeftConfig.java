package dev.trainyard.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.adapter.ModuleSelector;
import dev.trainyard.adapter.TargetModules;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code adapter_config.json} of PEFT. */
final class PeftConfig {
    private static final List<String> UNSUPPORTED_FLAGS = List.of("use_qalora", "use_bdlora", "lora_bias");
    private static final List<String> UNSUPPORTED_PARTS = List.of(
            "layer_replication",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens",
            "arrow_config",
            "kasa_config",
            "velora_config",
            "monteclora_config");
    /** Ways to start that leave the base model as it is. */
    private static final Set<String> PLAIN_STARTS = Set.of("gaussian", "eva", "orthogonal");

    private PeftConfig() {}

    static LoraConfig read(Path file) {
        JsonNode json = JsonFile.read(file);
        List<String> problems = unsupported(json);
        if (!json.path("r").isIntegralNumber() || !json.path("lora_alpha").isNumber()) {
            problems.add("r or lora_alpha is missing");
        }
        if (!problems.isEmpty()) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, file + ": " + String.join("; ", problems));
        }
        try {
            return config(json);
        } catch (TrainingFailure e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> unsupported(JsonNode json) {
        var problems = new ArrayList<String>();
        String type = json.path("peft_type").asText();
        if (!type.equals("LORA")) {
            problems.add("peft_type is \"" + type + "\": expected LORA");
        }
        // fan_in_fan_out says how the base stores its weights: the model knows, and the adapter's files do not differ.
        for (String flag : UNSUPPORTED_FLAGS) {
            if (json.path(flag).asBoolean(false)) {
                problems.add(flag + " is not supported");
            }
        }
        for (String part : UNSUPPORTED_PARTS) {
            JsonNode value = json.path(part);
            if (!value.isMissingNode() && !value.isNull() && !value.isEmpty()) {
                problems.add(part + " is not supported");
            }
        }
        JsonNode start = json.path("init_lora_weights");
        if (start.isTextual() && !PLAIN_STARTS.contains(start.textValue())) {
            problems.add("init_lora_weights \"" + start.textValue()
                    + "\" changes the base model, which is not supported: let PEFT convert the adapter to a plain one");
        }
        String bias = json.path("bias").asText("none");
        if (!bias.equals("none")) {
            problems.add("bias \"" + bias + "\" is not supported: expected none");
        }
        return problems;
    }

    private static LoraConfig config(JsonNode json) {
        return new LoraConfig(
                json.path("r").intValue(),
                json.path("lora_alpha").doubleValue(),
                json.path("lora_dropout").asDouble(0),
                targets(json),
                json.path("use_rslora").asBoolean(false),
                json.path("use_dora").asBoolean(false),
                ranks(json.path("rank_pattern")),
                alphas(json.path("alpha_pattern")),
                texts(json.path("modules_to_save")));
    }

    private static TargetModules targets(JsonNode json) {
        var layers = new ArrayList<Integer>();
        JsonNode indices = json.path("layers_to_transform");
        if (indices.isIntegralNumber()) {
            layers.add(indices.intValue());
        }
        indices.forEach(index -> layers.add(index.asInt()));
        return new TargetModules(
                selector(json.path("target_modules")),
                selector(json.path("exclude_modules")),
                layers,
                layers.isEmpty() ? List.of() : texts(json.path("layers_pattern")));
    }

    /** A text is a regex, except the one word that stands for every linear map. */
    private static ModuleSelector selector(JsonNode node) {
        return node.isTextual() && !node.textValue().equals(TargetModules.ALL_LINEAR)
                ? ModuleSelector.matching(node.textValue())
                : ModuleSelector.named(texts(node));
    }

    private static List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        var texts = new ArrayList<String>();
        node.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static Map<String, Integer> ranks(JsonNode pattern) {
        var ranks = new LinkedHashMap<String, Integer>();
        pattern.properties()
                .forEach(entry -> ranks.put(entry.getKey(), entry.getValue().asInt()));
        return ranks;
    }

    private static Map<String, Double> alphas(JsonNode pattern) {
        var alphas = new LinkedHashMap<String, Double>();
        pattern.properties()
                .forEach(entry -> alphas.put(entry.getKey(), entry.getValue().asDouble()));
        return alphas;
    }

    static ObjectNode write(LoraAdapter adapter, String baseModel, String taskType) {
        LoraConfig config = adapter.config();
        TargetModules targets = adapter.namedTargets();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode alphas = json.putObject("alpha_pattern");
        config.alphaPattern().forEach((key, alpha) -> putNumber(alphas, key, alpha));
        json.put("base_model_name_or_path", baseModel);
        json.put("bias", "none");
        put(json, "exclude_modules", targets.excluded());
        json.put("fan_in_fan_out", adapter.adaptsTransposed());
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        putList(json, "layers_pattern", targets.layersPattern());
        if (targets.layers().isEmpty()) {
            json.putNull("layers_to_transform");
        } else {
            targets.layers().forEach(json.putArray("layers_to_transform")::add);
        }
        putNumber(json, "lora_alpha", config.alpha());
        json.put("lora_dropout", config.dropout());
        putList(json, "modules_to_save", config.modulesToSave());
        json.put("peft_type", "LORA");
        json.put("r", config.r());
        ObjectNode ranks = json.putObject("rank_pattern");
        config.rankPattern().forEach(ranks::put);
        json.putNull("revision");
        put(json, "target_modules", targets.wanted());
        json.put("task_type", taskType);
        json.put("use_dora", config.dora());
        json.put("use_rslora", config.rankStabilized());
        return json;
    }

    /** PEFT writes what it was given, and that is a whole number nearly always. */
    private static void putNumber(ObjectNode json, String name, double value) {
        if (value == Math.rint(value)) {
            json.put(name, (long) value);
        } else {
            json.put(name, value);
        }
    }

    private static void put(ObjectNode json, String name, ModuleSelector modules) {
        modules.regex().ifPresentOrElse(regex -> json.put(name, regex), () -> putList(json, name, modules.names()));
    }

    private static void putList(ObjectNode json, String name, List<String> texts) {
        if (texts.isEmpty()) {
            json.putNull(name);
        } else {
            texts.forEach(json.putArray(name)::add);
        }
    }
}
