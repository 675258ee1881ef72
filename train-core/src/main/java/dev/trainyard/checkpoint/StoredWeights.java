package dev.trainyard.checkpoint;

import dev.trainyard.tensor.Tensor;
import java.util.Set;

/** Named weights wherever they are stored, read one at a time. */
public interface StoredWeights {
    /** The names of all weights. */
    Set<String> names();

    /** The shape of a weight that is there. */
    long[] shape(String name);

    /**
     * Reads a weight that is there; becomes the caller's.
     *
     * @throws dev.trainyard.failure.TrainingFailure if it cannot be read
     */
    Tensor read(String name);

    /** The same weights, which may also be read once these are closed, where they are files. */
    default StoredWeights lasting() {
        return this;
    }
}
