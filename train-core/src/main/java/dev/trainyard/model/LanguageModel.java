package dev.trainyard.model;

import dev.trainyard.nn.KvCache;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.tensor.Tensor;

/**
 * A causal language model: what a trainer and a generator see of any family.
 *
 * <p>Shapes: B batch, T tokens, C model width, N positions, V vocabulary. Rows of a batch are padded on the right; as
 * attention is causal, padding needs no mask. Memory: owns its parameters; closing frees them. Not thread-safe.
 */
public interface LanguageModel extends AutoCloseable {
    /** The shape of this model. */
    ModelConfig config();

    /** The model's own weights, without those of an adapter. */
    Parameters parameters();

    /** Training or predicting. */
    Mode mode();

    /**
     * The hidden states after the final norm.
     *
     * @param ids_BT int64 token ids, each below the vocabulary size
     * @return (B, T, C)
     */
    Tensor hidden(Tensor ids_BT);

    /** The same for tokens that follow those in the cache, which takes them in. */
    Tensor hidden(Tensor ids_BT, KvCache cache);

    /**
     * The scores of every token as the next one. Apart from {@link #hidden}, because most positions need none.
     *
     * @param hidden_NC (N, C), or (B, T, C)
     * @return (N, V), or (B, T, V)
     */
    Tensor logits(Tensor hidden_NC);

    /** An empty cache for generation, to be closed by the caller. */
    KvCache newCache(int batch, int maxTokens);

    @Override
    void close();
}
