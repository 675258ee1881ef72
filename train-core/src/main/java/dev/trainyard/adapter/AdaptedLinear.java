package dev.trainyard.adapter;

import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.Tensor;
import java.util.function.UnaryOperator;

/** A linear map of the model with a trained update beside it. */
interface AdaptedLinear extends Projection {
    /** Adds the update to the base for good; from then on the base alone answers. */
    void merge();

    /** The map that is adapted. */
    Projection base();

    @Override
    default int inFeatures() {
        return base().inFeatures();
    }

    @Override
    default int outFeatures() {
        return base().outFeatures();
    }

    @Override
    default void changeWeight(UnaryOperator<Tensor> change) {
        base().changeWeight(change);
    }
}
