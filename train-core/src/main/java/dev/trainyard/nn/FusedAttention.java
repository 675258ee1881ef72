package dev.trainyard.nn;

import dev.trainyard.tensor.RowKernels;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Causal self-attention whose queries, keys and values come of one map, with no positions of its own. Source: Radford
 * et al. 2019.
 *
 * <p>Shapes: N tokens of all sequences, C width, H heads, D head dim.
 */
public final class FusedAttention {
    private final Projection input;
    private final Projection output;
    private final int width;
    private final int heads;
    private final Dropout dropout;

    /**
     * Attention by maps asked for as {@code c_attn} and {@code c_proj}.
     *
     * @param dropout of the attention's weights
     */
    public FusedAttention(Layers layers, String module, int width, int heads, Dropout dropout) {
        this.input = layers.transposedLinear(module + ".c_attn", width, 3 * width);
        this.output = layers.transposedLinear(module + ".c_proj", width, width);
        this.width = width;
        this.heads = heads;
        this.dropout = dropout;
    }

    /** What it consists of. */
    public DecoderParts.AttentionParts parts() {
        return new DecoderParts.AttentionParts(
                List.of(input),
                Optional.empty(),
                Optional.empty(),
                output,
                new RowKernels.Heads(heads, heads, width / heads));
    }

    /** From and to (N, C). */
    public Tensor apply(Tensor x_NC, AttentionContext context) {
        List<Tensor> qkv = input.apply(x_NC).split(1, width, width, width);
        return output.apply(SequenceAttention.causal(
                heads(qkv.get(0)), heads(qkv.get(1)), heads(qkv.get(2)), context, dropout.now()));
    }

    private Tensor heads(Tensor x_NC) {
        return x_NC.reshape(x_NC.size(0), heads, width / heads);
    }
}
