package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Causal self-attention with rotary positions, in which several query heads may share a key and value head.
 *
 * <p>Shapes: B batch, T tokens, S tokens attended to, C width, H heads, K key and value heads, D head dim.
 */
public final class Attention {
    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final Projection output;
    private final int headDim;

    /** Attention by these maps, asked for as {@code q_proj}, {@code k_proj}, {@code v_proj} and {@code o_proj}. */
    public Attention(Layers layers, String module, Shape shape) {
        int queries = shape.heads * shape.headDim;
        int keys = shape.keyValueHeads * shape.headDim;
        this.query = layers.linear(module + ".q_proj", shape.width, queries, shape.inputBias);
        this.key = layers.linear(module + ".k_proj", shape.width, keys, shape.inputBias);
        this.value = layers.linear(module + ".v_proj", shape.width, keys, shape.inputBias);
        this.output = layers.linear(module + ".o_proj", queries, shape.width, shape.outputBias);
        this.headDim = shape.headDim;
    }

    /** Sizes, and which maps have a bias. */
    public record Shape(int width, int heads, int keyValueHeads, int headDim, boolean inputBias, boolean outputBias) {}

    /**
     * From and to (B, T, C).
     *
     * @param cache of this layer, where the tokens follow others
     */
    public Tensor apply(Tensor x_BTC, Rope.Rotation rotation, KvCache.@Nullable Layer cache) {
        Tensor q_BHTD = rotation.apply(heads(query.apply(x_BTC))).transpose(1, 2);
        Tensor k_BKTD = rotation.apply(heads(key.apply(x_BTC))).transpose(1, 2);
        Tensor v_BKTD = heads(value.apply(x_BTC)).transpose(1, 2);
        Tensor attended_BHTD = cache == null
                ? Functions.attention(q_BHTD, k_BKTD, v_BKTD, true)
                : attend(q_BHTD, k_BKTD, v_BKTD, cache);
        return output.apply(attended_BHTD.transpose(1, 2).reshape(x_BTC.size(0), x_BTC.size(1), -1));
    }

    private static Tensor attend(Tensor q_BHTD, Tensor k_BKTD, Tensor v_BKTD, KvCache.Layer cache) {
        long tokens = q_BHTD.size(2);
        long past = cache.past();
        KvCache.KeysValues all = cache.append(k_BKTD, v_BKTD);
        if (past == 0 || tokens == 1) {
            return Functions.attention(q_BHTD, all.k_BKSD(), all.v_BKSD(), tokens > 1);
        }
        Tensor seen_TS = Tensor.range(0, past + tokens)
                .view(1, -1)
                .le(Tensor.range(past, past + tokens).view(-1, 1));
        return Functions.attention(q_BHTD, all.k_BKSD(), all.v_BKSD(), seen_TS);
    }

    private Tensor heads(Tensor x) {
        return x.view(x.size(0), x.size(1), -1, headDim);
    }
}
