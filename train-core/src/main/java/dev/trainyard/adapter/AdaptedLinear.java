package dev.trainyard.adapter;

import dev.trainyard.nn.Projection;

/** A linear map of the model with a trained update beside it. */
interface AdaptedLinear extends Projection {
    /** Adds the update to the base for good; from then on the base alone answers. */
    void merge();
}
