package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What each token takes from those of its sequence: from those up to it, with or without a cache of those before, or
 * from all.
 *
 * <p>Shapes: N tokens of all sequences, B sequences, T tokens of each, S tokens attended to, H heads, K key and value
 * heads, D head dim.
 */
final class SequenceAttention {
    private SequenceAttention() {}

    /**
     * From each token to those up to it; from heads to (N, H·D).
     *
     * @param dropout probability of dropping a weight, 0 for none; only without a cache
     */
    static Tensor causal(Tensor q_NHD, Tensor k_NKD, Tensor v_NKD, AttentionContext context, double dropout) {
        Sequences sequences = context.sequences();
        KvCache.Layer cache = context.cache();
        if (cache == null) {
            return runs(q_NHD, k_NKD, v_NKD, sequences, new Weights(true, dropout));
        }
        if (sequences.runs().size() > 1) {
            throw new IllegalArgumentException("a cache holds sequences of one length, these have several");
        }
        Sequences.Run run = sequences.runs().getFirst();
        return tokens(cached(sequences(q_NHD, run), sequences(k_NKD, run), sequences(v_NKD, run), cache), run);
    }

    /** From each token to all of its sequence; otherwise as {@link #causal}. */
    static Tensor full(Tensor q_NHD, Tensor k_NKD, Tensor v_NKD, Sequences sequences, double dropout) {
        return runs(q_NHD, k_NKD, v_NKD, sequences, new Weights(false, dropout));
    }

    /** Which weights of the softmax there are, and how probably each is dropped. */
    private record Weights(boolean causal, double dropout) {}

    private static Tensor runs(Tensor q_NHD, Tensor k_NKD, Tensor v_NKD, Sequences sequences, Weights weights) {
        if (sequences.runs().size() == 1) {
            return attend(q_NHD, k_NKD, v_NKD, sequences.runs().getFirst(), weights);
        }
        List<Tensor> q = q_NHD.split(0, sequences.runTokens());
        List<Tensor> k = k_NKD.split(0, sequences.runTokens());
        List<Tensor> v = v_NKD.split(0, sequences.runTokens());
        List<Tensor> attended = new ArrayList<>();
        for (int i = 0; i < q.size(); i++) {
            attended.add(attend(q.get(i), k.get(i), v.get(i), sequences.runs().get(i), weights));
        }
        return Tensor.cat(attended, 0);
    }

    private static Tensor attend(Tensor q_NHD, Tensor k_NKD, Tensor v_NKD, Sequences.Run run, Weights weights) {
        Tensor attended_BHTD = Functions.attention(
                sequences(q_NHD, run), sequences(k_NKD, run), sequences(v_NKD, run), weights.causal, weights.dropout);
        return tokens(attended_BHTD, run);
    }

    private static Tensor tokens(Tensor attended_BHTD, Sequences.Run run) {
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
        Tensor seen_TS = Tensor.range(0, past + tokens, q_BHTD.device())
                .view(1, -1)
                .le(Tensor.range(past, past + tokens, q_BHTD.device()).view(-1, 1));
        return Functions.attention(q_BHTD, all.k_BKSD(), all.v_BKSD(), seen_TS);
    }
}
