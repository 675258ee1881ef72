package dev.trainyard.model;

import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Device;
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

    /** Where the weights are, and what is computed with them. */
    default Device device() {
        return parameters().device();
    }

    /** Token ids, positions or labels (n) as int64, where this model takes them. */
    default Tensor ids(int... ids) {
        return Tensor.ofIds(ids, device());
    }

    /** Training or predicting. */
    Mode mode();

    /**
     * A way through the model, to its hidden states (N, C) after the final norm.
     *
     * @param ids_N int64 token ids, each below the vocabulary size, of the sequences one after the other
     * @throws IllegalArgumentException if a sequence is longer than the model's positions
     */
    ForwardPass pass(Tensor ids_N, Sequences sequences);

    /**
     * The same for sequences in segments, such as a question and its answer; a model that does not tell segments apart
     * takes no notice of them.
     *
     * @param segments_N int64, which segment each token belongs to, from 0
     */
    default ForwardPass pass(Tensor ids_N, Tensor segments_N, Sequences sequences) {
        return pass(ids_N, sequences);
    }

    @Override
    void close();
}
