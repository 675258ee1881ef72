package dev.trainyard.export.int8;

import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.checkpoint.Int8Weight;
import dev.trainyard.model.Transformer;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Model folders whose linear maps are in eight bits: a scale for each output, and bytes from −127 to 127. Embeddings,
 * norms, biases and heads stay as they are.
 */
public final class Int8Folder {
    private static final List<String> WHOLE =
            List.of("embed", "wte", "wpe", "lm_head", "score.", "classifier.", "pooler.");

    private Int8Folder() {}

    /** Writes config and weights. Memory: those of the model, and a quarter more. */
    public static void save(Path folder, Transformer model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            model.parameters().all().forEach((name, weight) -> {
                if (isLinear(name, weight)) {
                    boolean transposed = name.contains(".c_");
                    tensors.putAll(Int8Weight.quantize(name, weight, transposed ? 0 : 1));
                } else {
                    tensors.put(name, weight);
                }
            });
            HuggingFaceFolder.saveInt8(folder, model, tensors);
        }
    }

    private static boolean isLinear(String name, Tensor weight) {
        return weight.dim() == 2 && name.endsWith(".weight") && WHOLE.stream().noneMatch(name::contains);
    }
}
