package dev.trainyard.nn;

import dev.trainyard.tensor.RowKernels;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Causal self-attention with rotary positions, in which several query heads may share a key and value head, and the
 * queries and keys of each head may be normalised before they are turned.
 *
 * <p>Shapes: N tokens of all sequences, C width, H heads, K key and value heads, D head dim.
 */
public final class Attention {
    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final Projection output;
    private final Optional<RmsNorm> queryNorm;
    private final Optional<RmsNorm> keyNorm;
    private final Shape shape;

    /**
     * Attention by these maps, asked for as {@code q_proj}, {@code k_proj}, {@code v_proj} and {@code o_proj}, and
     * norms, asked for as {@code q_norm} and {@code k_norm}.
     */
    public Attention(Layers layers, String module, Shape shape) {
        int queries = shape.heads * shape.headDim;
        int keys = shape.keyValueHeads * shape.headDim;
        this.query = layers.linear(module + ".q_proj", shape.width, queries, shape.inputBias);
        this.key = layers.linear(module + ".k_proj", shape.width, keys, shape.inputBias);
        this.value = layers.linear(module + ".v_proj", shape.width, keys, shape.inputBias);
        this.output = layers.linear(module + ".o_proj", queries, shape.width, shape.outputBias);
        this.queryNorm = headNorm(layers, module + ".q_norm.weight", shape);
        this.keyNorm = headNorm(layers, module + ".k_norm.weight", shape);
        this.shape = shape;
    }

    private static Optional<RmsNorm> headNorm(Layers layers, String key, Shape shape) {
        return shape.headNormEpsilon.isEmpty()
                ? Optional.empty()
                : Optional.of(new RmsNorm(
                        layers.weight(key, Initial.ONES, shape.headDim), shape.headNormEpsilon.getAsDouble()));
    }

    /**
     * Sizes, and which maps have a bias.
     *
     * @param headNormEpsilon of the norms of each head's queries and keys; empty where there are none
     */
    public record Shape(
            int width,
            int heads,
            int keyValueHeads,
            int headDim,
            boolean inputBias,
            boolean outputBias,
            OptionalDouble headNormEpsilon) {

        long parameterCount() {
            long queries = (long) heads * headDim;
            long keys = (long) keyValueHeads * headDim;
            long biases = (inputBias ? queries + 2 * keys : 0) + (outputBias ? width : 0);
            return 2 * width * (queries + keys) + biases + (headNormEpsilon.isPresent() ? 2L * headDim : 0);
        }
    }

    DecoderParts.AttentionParts parts() {
        return new DecoderParts.AttentionParts(
                List.of(query, key, value),
                queryNorm,
                keyNorm,
                output,
                new RowKernels.Heads(shape.heads, shape.keyValueHeads, shape.headDim));
    }

    /** From and to (N, C). */
    public Tensor apply(Tensor x_NC, Rope.Rotation rotation, AttentionContext context) {
        Tensor q_NHD = turned(query.apply(x_NC), queryNorm, rotation);
        Tensor k_NKD = turned(key.apply(x_NC), keyNorm, rotation);
        Tensor v_NKD = heads(value.apply(x_NC));
        return output.apply(SequenceAttention.causal(q_NHD, k_NKD, v_NKD, context, 0));
    }

    private Tensor turned(Tensor x, Optional<RmsNorm> norm, Rope.Rotation rotation) {
        Tensor x_NHD = heads(x);
        Tensor normed_NHD = norm.map(n -> n.apply(x_NHD)).orElse(x_NHD);
        return rotation.apply(normed_NHD);
    }

    private Tensor heads(Tensor x) {
        return x.view(x.size(0), -1, shape.headDim);
    }
}
