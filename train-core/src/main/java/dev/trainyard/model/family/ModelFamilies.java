package dev.trainyard.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.checkpoint.CheckpointLayers;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.checkpoint.StoredWeights;
import dev.trainyard.checkpoint.WeightFiles;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.CausalFamily;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.ModelFamily;
import dev.trainyard.model.Transformer;
import dev.trainyard.model.bert.BertFamily;
import dev.trainyard.model.gpt2.Gpt2Family;
import dev.trainyard.model.llama.LlamaFamily;
import dev.trainyard.model.qwen2.Qwen2Family;
import dev.trainyard.model.qwen3.Qwen3Family;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.RandomLayers;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Rng;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Every model family, and the ways to make a model of one. */
public final class ModelFamilies {
    private static final List<ModelFamily> ALL =
            List.of(new LlamaFamily(), new Qwen2Family(), new Qwen3Family(), new Gpt2Family(), new BertFamily());

    private ModelFamilies() {}

    /**
     * The config of a model folder.
     *
     * @throws TrainingFailure as {@link #config(JsonNode)}
     */
    public static ModelConfig config(Path folder) {
        return config(HuggingFaceFolder.config(folder));
    }

    /**
     * Reads the content of a {@code config.json}.
     *
     * @throws TrainingFailure if it is of a family we do not have, or its values do not fit together
     */
    public static ModelConfig config(JsonNode json) {
        return family(json).config(json);
    }

    /**
     * Whether a model folder holds a causal language model, neither a classifier nor a model that reads both ways.
     *
     * @throws TrainingFailure if it is no model of a family we have
     */
    public static boolean writesText(Path folder) {
        JsonNode json = HuggingFaceFolder.config(folder);
        return isCausal(family(json), architecture(json));
    }

    /**
     * Loads a model folder, as float32 or quantised as it is, its parameters without gradients.
     *
     * @param decorator an adapter, or {@link LayerDecorator#NONE}
     * @return a model the caller closes
     * @throws TrainingFailure if the folder is no whole model of a family we have, or the adapter does not fit it
     */
    public static LanguageModel load(Path folder, LayerDecorator decorator) {
        return load(folder, decorator, Device.CPU);
    }

    /** The same to a device. */
    public static LanguageModel load(Path folder, LayerDecorator decorator, Device device) {
        return load(folder, decorator, Placement.on(device));
    }

    /**
     * The same to a place, where linear maps may be quantised as they are read. Those of a folder that bitsandbytes
     * quantised stay as they are.
     */
    public static LanguageModel load(Path folder, LayerDecorator decorator, Placement placement) {
        JsonNode json = HuggingFaceFolder.config(folder);
        try (WeightFiles files = WeightFiles.open(folder)) {
            return load(json, files, decorator, placement);
        }
    }

    /**
     * Builds a model of weights from anywhere, as float32, its parameters without gradients.
     *
     * @param json the content of a {@code config.json}
     * @param weights under their names in Hugging Face checkpoints; read before this returns
     * @return a model the caller closes
     * @throws TrainingFailure if the weights do not fit the config
     */
    public static LanguageModel load(JsonNode json, StoredWeights weights, LayerDecorator decorator) {
        return load(json, weights, decorator, Placement.CPU);
    }

    private static LanguageModel load(
            JsonNode json, StoredWeights weights, LayerDecorator decorator, Placement placement) {
        CausalFamily family = causal(json);
        ModelConfig config = family.config(json);
        var layers = new CheckpointLayers(weights, family::canonical, placement);
        LanguageModel model = family.create(config, decorator.decorate(layers));
        return closedOnFailure(model, () -> {
            layers.complete(key -> family.ignores(key, config));
            decorator.complete();
        });
    }

    /**
     * A new model with random weights.
     *
     * @param seed equal seeds give equal weights
     * @return a model the caller closes
     */
    public static LanguageModel initialize(ModelConfig config, long seed, LayerDecorator decorator) {
        return initialize(config, seed, decorator, Device.CPU);
    }

    /** The same on a device, with the same weights. */
    public static LanguageModel initialize(ModelConfig config, long seed, LayerDecorator decorator, Device device) {
        try (Rng rng = Rng.seeded(seed)) {
            var layers = new RandomLayers(rng, config.initializerRange(), device);
            CausalFamily family = causal(config.toJson());
            LanguageModel model = family.create(config, decorator.decorate(layers));
            family.scaleFresh(model.parameters(), config);
            return closedOnFailure(model, decorator::complete);
        }
    }

    static <M extends Transformer> M closedOnFailure(M model, Runnable check) {
        try {
            check.run();
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static CausalFamily causal(JsonNode json) {
        ModelFamily family = family(json);
        String architecture = architecture(json);
        if (family instanceof CausalFamily causal && isCausal(family, architecture)) {
            return causal;
        }
        throw new TrainingFailure(
                FailureCode.INVALID_MODEL,
                "config.json: " + family.modelType()
                        + (architecture.isEmpty() ? "" : " with architecture " + architecture)
                        + " does not predict text: use it for sequence classification, or give a causal language"
                        + " model");
    }

    private static boolean isCausal(ModelFamily family, String architecture) {
        return family instanceof CausalFamily
                && !family.classifierArchitecture().equals(architecture);
    }

    /** The class name in a {@code config.json}; empty if it has none. */
    static String architecture(JsonNode json) {
        return json.path("architectures").path(0).asText();
    }

    static ModelFamily family(JsonNode json) {
        String type = json.path("model_type").asText();
        String architecture = architecture(json);
        return ALL.stream()
                .filter(family -> type.isEmpty()
                        ? builds(family, architecture)
                        : family.modelType().equals(type) && (architecture.isEmpty() || builds(family, architecture)))
                .findFirst()
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        "config.json: model_type \"" + type + "\" with architecture \"" + architecture
                                + "\" is not supported: expected one of " + known()));
    }

    private static boolean builds(ModelFamily family, String architecture) {
        return family.architectures().contains(architecture)
                || family.classifierArchitecture().equals(architecture);
    }

    private static String known() {
        return ALL.stream()
                .map(family -> family.modelType() + " (" + String.join(", ", family.architectures()) + ", "
                        + family.classifierArchitecture() + ")")
                .collect(Collectors.joining(", "));
    }
}
