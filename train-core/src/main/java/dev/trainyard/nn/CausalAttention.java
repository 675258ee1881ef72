package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each token takes from those of its sequence up to it, with or without a cache of those before.
 *
 * <p>Shapes: N tokens of all sequences, B sequences, T tokens of each, S tokens attended to, H heads, K key and value
 * heads, D head dim.
 */
final class CausalAttention {
    private CausalAttention() {}

    /**
     * From heads to (N, H·D).
     *
     * @param dropout probability of dropping a weight, 0 for none; only without a cache
     */
    static Tensor apply(Tensor q_NHD, Tensor k_NKD, Tensor v_NKD, AttentionContext context, double dropout) {
        Sequences sequences = context.sequences();
        if (sequences.runs().size() == 1) {
            return attend(q_NHD, k_NKD, v_NKD, sequences.runs().getFirst(), context.cache(), dropout);
        }
        if (context.cache() != null) {
            throw new IllegalArgumentException("a cache holds sequences of one length, these have several");
        }
        List<Tensor> q = q_NHD.split(0, sequences.runTokens());
        List<Tensor> k = k_NKD.split(0, sequences.runTokens());
        List<Tensor> v = v_NKD.split(0, sequences.runTokens());
        List<Tensor> attended = new ArrayList<>();
        for (int i = 0; i < q.size(); i++) {
            attended.add(attend(q.get(i), k.get(i), v.get(i), sequences.runs().get(i), null, dropout));
        }
        return Tensor.cat(attended, 0);
    }

    private static Tensor attend(
            Tensor q_NHD,
            Tensor k_NKD,
            Tensor v_NKD,
            Sequences.Run run,
            KvCache.@Nullable Layer cache,
            double dropout) {
        Tensor q_BHTD = sequences(q_NHD, run);
        Tensor k_BKTD = sequences(k_NKD, run);
        Tensor v_BKTD = sequences(v_NKD, run);
        Tensor attended_BHTD = cache == null
                ? Functions.attention(q_BHTD, k_BKTD, v_BKTD, true, dropout)
                : cached(q_BHTD, k_BKTD, v_BKTD, cache);
        return attended_BHTD.transpose(1, 2).reshape(run.tokens(), -1);
    }

    private static Tensor sequences(Tensor x_NHD, Sequences.Run run) {
        return x_NHD.view(run.count(), run.length(), x_NHD.size(1), x_NHD.size(2))
                .transpose(1, 2);
    }

    private static Tensor cached(Tensor q_BHTD, Tensor k_BKTD, Tensor v_BKTD, KvCache.Layer cache) {
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
