package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Causal self-attention whose queries, keys and values come of one map, with no positions of its own. Source: Radford
 * et al. 2019.
 *
 * <p>Shapes: B batch, T tokens, C width, H heads, D head dim.
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

    /**
     * From and to (B, T, C).
     *
     * @param cache of this layer, where the tokens follow others
     */
    public Tensor apply(Tensor x_BTC, KvCache.@Nullable Layer cache) {
        Tensor qkv = input.apply(x_BTC);
        return output.apply(CausalAttention.apply(part(qkv, 0), part(qkv, 1), part(qkv, 2), cache, dropout.now()));
    }

    private Tensor part(Tensor qkv, int index) {
        Tensor part_BTC = qkv.narrow(2, (long) index * width, width);
        return part_BTC.reshape(qkv.size(0), qkv.size(1), heads, width / heads).transpose(1, 2);
    }
}
