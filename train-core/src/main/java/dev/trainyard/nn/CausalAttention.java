package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What each token takes from those up to it, with or without a cache of those before.
 *
 * <p>Shapes: B batch, T tokens, S tokens attended to, H heads, K key and value heads, D head dim.
 */
final class CausalAttention {
    private CausalAttention() {}

    /**
     * From heads to (B, T, H·D).
     *
     * @param cache of this layer, where the tokens follow others
     * @param dropout probability of dropping a weight, 0 for none; only without a cache
     */
    static Tensor apply(Tensor q_BHTD, Tensor k_BKTD, Tensor v_BKTD, KvCache.@Nullable Layer cache, double dropout) {
        Tensor attended_BHTD = cache == null
                ? Functions.attention(q_BHTD, k_BKTD, v_BKTD, true, dropout)
                : attend(q_BHTD, k_BKTD, v_BKTD, cache);
        return attended_BHTD.transpose(1, 2).reshape(q_BHTD.size(0), q_BHTD.size(2), -1);
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
}
