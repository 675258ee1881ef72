package dev.trainyard.model;

import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Tensor;

/**
 * A stack of blocks over embedded tokens: what a trainer sees of any model, whatever stands on top of it.
 *
 * <p>Shapes: N tokens of all sequences, C model width. Memory: owns its parameters; closing frees them. Not
 * thread-safe.
 */
public interface Transformer extends AutoCloseable {
    /** The shape of this model. */
    ModelConfig config();

    /** The model's own weights, without those of an adapter. */
    Parameters parameters();

    /** Training or predicting. */
    Mode mode();

    /**
     * A way through the model, to its hidden states (N, C) after the final norm.
     *
     * @param ids_N int64 token ids, each below the vocabulary size, of the sequences one after the other
     * @throws IllegalArgumentException if a sequence is longer than the model's positions
     */
    ForwardPass pass(Tensor ids_N, Sequences sequences);

    @Override
    void close();
}
