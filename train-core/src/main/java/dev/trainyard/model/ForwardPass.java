package dev.trainyard.model;

import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * One way of some tokens through a model, in parts, so that a trainer may take them one by one and go back through
 * each on its own.
 *
 * <p>Shapes: N tokens of all sequences, C model width. Memory: lives in the scope it was made in; a part's result
 * belongs to the scope that is innermost at the call. The same part may be taken again, as for recomputation.
 */
public interface ForwardPass {
    /** What the first block takes. */
    Tensor embed();

    /** Number of blocks. */
    int blocks();

    /**
     * What block {@code index}, counted from 0, makes of its input.
     *
     * @param h_NC of the embedding or the block before
     */
    Tensor block(int index, Tensor h_NC);

    /** The hidden states that a head takes, of the last block's result. */
    Tensor finish(Tensor h_NC);

    /** All parts in order: (N, C). */
    default Tensor run() {
        Tensor h_NC = embed();
        for (int i = 0; i < blocks(); i++) {
            // What backward needs outlives the scope; everything else of a block is freed with it.
            try (Scope scope = Scope.open()) {
                Tensor next_NC = block(i, h_NC);
                h_NC.close();
                h_NC = scope.leave(next_NC);
            }
        }
        return finish(h_NC);
    }
}
