package dev.trainyard.nn;

import dev.trainyard.tensor.RowMatrix;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A learned linear map of the last dimension, whatever its weights are stored as and whatever is added to it. */
public interface Projection {
    /** Maps (…, in) to (…, out). */
    Tensor apply(Tensor x);

    /** This map as {@link dev.trainyard.tensor.RowKernels} compute it, where they can. */
    default Optional<RowMatrix> matrix() {
        return Optional.empty();
    }

    /** The width of what goes in. */
    int inFeatures();

    /** The width of what comes out. */
    int outFeatures();

    /**
     * Changes the weight for good, as when an adapter is merged; no gradient is recorded. A weight in few bits is changed
     * each time it is turned back: what the change needs must stay open with the map.
     *
     * @param change makes another (out, in) of the present one, in the present scope
     */
    void changeWeight(UnaryOperator<Tensor> change);
}
