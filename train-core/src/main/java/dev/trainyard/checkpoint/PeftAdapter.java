package dev.trainyard.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A LoRA adapter on disk, in the layout of PEFT: {@code adapter_config.json} and {@code adapter_model.safetensors}. */
public final class PeftAdapter {
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";

    private PeftAdapter() {}

    /**
     * The shape of the adapter in a folder; make a {@link LoraAdapter} of it and the model, then {@link #load}.
     *
     * @throws TrainingFailure if the file is missing, damaged, or asks for something we do not have
     */
    public static LoraConfig config(Path folder) {
        Path file = folder.resolve(CONFIG);
        JsonNode json = JsonFile.read(file);
        List<String> problems = unsupported(json);
        if (!json.path("r").isIntegralNumber() || !json.path("lora_alpha").isNumber()) {
            problems.add("r or lora_alpha is missing");
        }
        if (!problems.isEmpty()) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, file + ": " + String.join("; ", problems));
        }
        try {
            return new LoraConfig(
                    json.path("r").intValue(),
                    json.path("lora_alpha").doubleValue(),
                    json.path("lora_dropout").asDouble(0),
                    targets(json.path("target_modules")),
                    json.path("use_rslora").asBoolean(false));
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
        for (String flag : List.of("use_dora", "use_qalora", "lora_bias")) {
            if (json.path(flag).asBoolean(false)) {
                problems.add(flag + " is not supported");
            }
        }
        for (String list : List.of(
                "modules_to_save",
                "rank_pattern",
                "alpha_pattern",
                "layers_to_transform",
                "layer_replication",
                "exclude_modules",
                "target_parameters",
                "trainable_token_indices",
                "alora_invocation_tokens")) {
            JsonNode value = json.path(list);
            if (!value.isMissingNode() && !value.isNull() && !value.isEmpty()) {
                problems.add(list + " is not supported");
            }
        }
        String bias = json.path("bias").asText("none");
        if (!bias.equals("none")) {
            problems.add("bias \"" + bias + "\" is not supported: expected none");
        }
        return problems;
    }

    private static List<String> targets(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        var targets = new ArrayList<String>();
        node.forEach(target -> targets.add(target.asText()));
        return targets;
    }

    /**
     * Fills an adapter, whose model is built, with the weights of a folder.
     *
     * @throws TrainingFailure listing every weight that is missing, unexpected or of another shape
     */
    public static void load(Path folder, LoraAdapter adapter) {
        Map<String, Tensor> own = keyed(adapter);
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
            requireFit(folder.resolve(WEIGHTS), file, own);
            own.forEach((key, tensor) -> {
                try (NoGrad guard = NoGrad.open();
                        Scope scope = Scope.open()) {
                    tensor.copy_(file.read(key));
                }
            });
        }
    }

    private static void requireFit(Path path, SafetensorsFile file, Map<String, Tensor> own) {
        var problems = new ArrayList<String>();
        own.forEach((key, tensor) -> {
            if (!file.names().contains(key)) {
                problems.add("missing \"" + key + "\"");
            } else if (!Arrays.equals(file.shape(key), tensor.shape())) {
                problems.add("\"" + key + "\" has shape " + Arrays.toString(file.shape(key)) + ", the model needs "
                        + Arrays.toString(tensor.shape()));
            }
        });
        file.names().stream()
                .filter(key -> !own.containsKey(key))
                .forEach(key -> problems.add("unexpected \"" + key + "\""));
        if (!problems.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    path + " does not fit the model and adapter_config.json: " + String.join("; ", problems));
        }
    }

    /**
     * Writes the adapter.
     *
     * @param baseModel name or path of the model it belongs to
     */
    public static void save(Path folder, LoraAdapter adapter, String baseModel) {
        SafetensorsWriter.write(folder.resolve(WEIGHTS), keyed(adapter), SafetensorsWriter.PYTORCH);
        JsonFile.write(folder.resolve(CONFIG), json(adapter, baseModel));
    }

    private static Map<String, Tensor> keyed(LoraAdapter adapter) {
        var keyed = new LinkedHashMap<String, Tensor>();
        adapter.parameters().all().forEach((name, tensor) -> keyed.put(PREFIX + name, tensor));
        return keyed;
    }

    private static ObjectNode json(LoraAdapter adapter, String baseModel) {
        LoraConfig config = adapter.config();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("alpha_pattern");
        json.put("base_model_name_or_path", baseModel);
        json.put("bias", "none");
        json.put("fan_in_fan_out", adapter.adaptsTransposed());
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.putNull("layers_pattern");
        json.putNull("layers_to_transform");
        // PEFT writes what it was given, and that is a whole number nearly always.
        if (config.alpha() == Math.rint(config.alpha())) {
            json.put("lora_alpha", (long) config.alpha());
        } else {
            json.put("lora_alpha", config.alpha());
        }
        json.put("lora_dropout", config.dropout());
        json.putNull("modules_to_save");
        json.put("peft_type", "LORA");
        json.put("r", config.r());
        json.putObject("rank_pattern");
        json.putNull("revision");
        savedTargets(adapter).forEach(json.putArray("target_modules")::add);
        json.put("task_type", "CAUSAL_LM");
        json.put("use_dora", false);
        json.put("use_rslora", config.rankStabilized());
        return json;
    }

    /** The targets by name: other readers do not all know {@code all-linear}. */
    private static List<String> savedTargets(LoraAdapter adapter) {
        if (!adapter.config().targetModules().contains(LoraConfig.ALL_LINEAR)) {
            return adapter.config().targetModules();
        }
        return adapter.modules().stream()
                .map(module -> module.substring(module.lastIndexOf('.') + 1))
                .distinct()
                .sorted()
                .toList();
    }
}
