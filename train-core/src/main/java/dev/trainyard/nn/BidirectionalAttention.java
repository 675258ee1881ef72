package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;

/**
 * Self-attention of every token to all of its sequence. Source: Vaswani et al. 2017; as in BERT.
 *
 * <p>Shapes: N tokens of all sequences, C width, H heads, D head dim.
 */
public final class BidirectionalAttention {
    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final int headDim;
    private final Dropout dropout;

    /**
     * Attention by maps asked for as {@code query}, {@code key} and {@code value}.
     *
     * @param dropout of the attention's weights
     */
    public BidirectionalAttention(Layers layers, String module, int width, int heads, Dropout dropout) {
        this.query = layers.linear(module + ".query", width, width, true);
        this.key = layers.linear(module + ".key", width, width, true);
        this.value = layers.linear(module + ".value", width, width, true);
        this.headDim = width / heads;
        this.dropout = dropout;
    }

    /** From and to (N, C), the heads side by side. */
    public Tensor apply(Tensor x_NC, Sequences sequences) {
        return SequenceAttention.full(
                heads(query.apply(x_NC)), heads(key.apply(x_NC)), heads(value.apply(x_NC)), sequences, dropout.now());
    }

    private Tensor heads(Tensor x_NC) {
        return x_NC.view(x_NC.size(0), -1, headDim);
    }
}
