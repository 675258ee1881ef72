package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Floating-point operations of a step of LoRA on a model of Llama's build. A frozen matrix takes part twice: forward, and
 * in the gradient by its input, each with two operations a weight and token; attention forward and with both of its
 * gradients. Recomputation does not count, nor do the adapter, norms and softmax. Source: Chowdhery et al. 2022, appendix
 * B, without the gradients by the weights.
 */
final class FloatingOperations {
    private FloatingOperations() {}

    /** Of one token in a row of this length. */
    static double perToken(JsonNode shape, int rowTokens) {
        double width = shape.path("hidden_size").asDouble();
        double heads = shape.path("num_attention_heads").asDouble();
        double attended = heads * shape.path("head_dim").asDouble(width / heads);
        double kept = attended * shape.path("num_key_value_heads").asDouble(heads) / heads;
        double layers = shape.path("num_hidden_layers").asDouble();
        double layer = width
                * (2 * attended + 2 * kept + 3 * shape.path("intermediate_size").asDouble());
        double matrices = layers * layer + width * shape.path("vocab_size").asDouble();
        return 4 * matrices + 12 * layers * attended * rowTokens;
    }

    static double perToken(Path shape, int rowTokens) {
        try {
            return perToken(new ObjectMapper().readTree(shape.toFile()), rowTokens);
        } catch (IOException e) {
            throw new BenchmarkFailure(shape + " cannot be read: give --shape the config.json of a Llama", e);
        }
    }
}
