package dev.trainyard.model;

import dev.trainyard.nn.DecoderParts;
import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;

/**
 * A causal language model: what a trainer and a generator see of any family.
 *
 * <p>Shapes: B batch, T tokens, C model width, N positions, V vocabulary.
 */
public interface LanguageModel extends Transformer {
    /**
     * The hidden states after the final norm. Rows are on their own; as attention is causal, padding on the right needs
     * no mask.
     *
     * @param ids_BT int64 token ids, each below the vocabulary size
     * @return (B, T, C)
     */
    default Tensor hidden(Tensor ids_BT) {
        Sequences rows = Sequences.rows(ids_BT.size(0), ids_BT.size(1));
        return pass(ids_BT.reshape(-1), rows).run().view(rows.count(), rows.longest(), -1);
    }

    /** The same for tokens that follow those in the cache, which takes them in. */
    Tensor hidden(Tensor ids_BT, KvCache cache);

    /**
     * The scores of every token as the next one. Apart from {@link #hidden}, because most positions need none.
     *
     * @param hidden_NC (N, C), or (B, T, C)
     * @return (N, V), or (B, T, V)
     */
    Tensor logits(Tensor hidden_NC);

    /** What this model consists of, for who computes it by other means than tensors; empty if it is built otherwise. */
    default Optional<DecoderParts> parts() {
        return Optional.empty();
    }

    /** An empty cache for generation, to be closed by the caller. */
    KvCache newCache(int batch, int maxTokens);
}
