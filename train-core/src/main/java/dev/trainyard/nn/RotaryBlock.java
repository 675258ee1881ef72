package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;

/**
 * A transformer block of Llama's kind: attention with rotary positions, then SwiGLU, each after an RMS norm and added
 * to its input. Source: Touvron et al. 2023.
 *
 * <p>Shapes: N tokens of all sequences, C width.
 */
public final class RotaryBlock {
    private final RmsNorm attentionNorm;
    private final Attention attention;
    private final RmsNorm feedForwardNorm;
    private final FeedForward feedForward;

    /** A block of parts named as Llama names them below the module, such as {@code model.layers.0}. */
    public RotaryBlock(Layers layers, String module, Shape shape) {
        this.attentionNorm = norm(layers, module + ".input_layernorm.weight", shape);
        this.attention = new Attention(layers, module + ".self_attn", shape.attention);
        this.feedForwardNorm = norm(layers, module + ".post_attention_layernorm.weight", shape);
        this.feedForward =
                new FeedForward(layers, module + ".mlp", shape.attention.width(), shape.inner, shape.innerBias);
    }

    private static RmsNorm norm(Layers layers, String key, Shape shape) {
        return new RmsNorm(layers.weight(key, Initial.ONES, shape.attention.width()), shape.epsilon);
    }

    /**
     * Sizes, and which maps have a bias.
     *
     * @param inner width of the feed-forward part, whose maps have a bias if innerBias
     * @param epsilon of both norms
     */
    public record Shape(Attention.Shape attention, int inner, boolean innerBias, double epsilon) {
        /** The number of single weights of a block. */
        public long parameterCount() {
            long width = attention.width();
            return attention.parameterCount() + 3 * width * inner + (innerBias ? 2L * inner + width : 0) + 2 * width;
        }
    }

    /** What it consists of. */
    public DecoderParts.Block parts() {
        return new DecoderParts.Block(attentionNorm, attention.parts(), feedForwardNorm, feedForward.parts());
    }

    /** From and to (N, C). */
    public Tensor apply(Tensor x_NC, Rope.Rotation rotation, AttentionContext context) {
        Tensor attended_NC = x_NC.add(attention.apply(attentionNorm.apply(x_NC), rotation, context));
        return attended_NC.add(feedForward.apply(feedForwardNorm.apply(attended_NC)));
    }
}
