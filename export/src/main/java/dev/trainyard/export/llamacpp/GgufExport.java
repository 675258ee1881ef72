package dev.trainyard.export.llamacpp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.export.gguf.GgufTensor;
import dev.trainyard.export.gguf.GgufWriter;
import dev.trainyard.export.gguf.TensorType;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes models as GGUF files for llama.cpp and what is built on it. */
public final class GgufExport {
    private static final int QUANTIZATION_VERSION = 2;

    private GgufExport() {}

    /**
     * Writes a model with its tokenizer.
     *
     * @param model with all its weights in floating point
     * @param folder where its tokenizer and chat template are; a model may have none
     * @param name for people
     * @throws TrainingFailure INVALID_MODEL if llama.cpp cannot represent model or tokenizer
     */
    public static void write(LanguageModel model, Path folder, String name, Precision precision, Path file) {
        Architecture architecture = Architecture.named(model.config().modelType());
        JsonNode config = model.config().toJson();
        GgufMetadata metadata = new GgufMetadata()
                .put(GgufModel.ARCHITECTURE, architecture.key())
                .put(GgufModel.TYPE, "model")
                .put("general.name", name)
                .put("general.file_type", precision.fileType())
                .put("general.quantization_version", QUANTIZATION_VERSION);
        ShapeKeys.write(architecture, config, metadata);
        TokenizerKeys.write(folder, model.config(), metadata);
        GgufWriter.write(file, metadata, tensors(model, architecture, config, precision));
    }

    private static List<GgufTensor> tensors(
            LanguageModel model, Architecture architecture, JsonNode config, Precision precision) {
        Map<String, Tensor> weights = model.parameters().all();
        int layers =
                config.path("num_hidden_layers").asInt(config.path("n_layer").asInt());
        boolean tied = !weights.containsKey("lm_head.weight");
        List<GgufTensor> tensors = new ArrayList<>();
        RopeFactors.in(config.path("rope_parameters"))
                .ifPresent(factors -> tensors.add(ropeFactors(factors, config, architecture)));
        weights.forEach((ours, weight) -> {
            String theirs = theirs(architecture, ours);
            Tensor view = architecture.isTransposed(ours) ? weight.transpose(0, 1) : weight;
            long[] shape = view.shape();
            TensorType type = precision.typeOf(theirs, shape, layers, tied);
            int heads = config.path(ours.contains(".k_proj.") ? "num_key_value_heads" : "num_attention_heads")
                    .asInt();
            tensors.add(new GgufTensor(
                    theirs, shape, type, () -> architecture.interleaves(ours) ? HeadOrder.toPairs(view, heads) : view));
        });
        return tensors;
    }

    private static String theirs(Architecture architecture, String ours) {
        if (architecture == Architecture.QWEN3 && ours.endsWith("_proj.bias")) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    "\"" + ours + "\" has no place in GGUF: llama.cpp's qwen3 has no attention_bias");
        }
        return architecture
                .names()
                .theirs(ours)
                .orElseThrow(() -> new IllegalStateException("no name in GGUF for " + ours));
    }

    private static GgufTensor ropeFactors(RopeFactors factors, JsonNode config, Architecture architecture) {
        if (architecture != Architecture.LLAMA) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    "rope_type llama3 is only in llama.cpp's llama, not in " + architecture.key());
        }
        float[] values = factors.values(
                config.path("head_dim").asInt(),
                config.path("rope_parameters").path("rope_theta").asDouble());
        return new GgufTensor(RopeFactors.TENSOR, new long[] {values.length}, TensorType.F32, () -> Tensor.of(values));
    }
}
