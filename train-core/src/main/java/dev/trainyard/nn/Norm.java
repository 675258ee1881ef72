package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;

/** Normalises the last dimension. */
public sealed interface Norm permits RmsNorm, LayerNorm {
    /** From and to (…, C). */
    Tensor apply(Tensor x);
}
