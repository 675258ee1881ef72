package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;

/** Part of a model whose weight is stored in few bits. */
public interface Quantized extends AutoCloseable {
    /** The weight in float32, as the model stores it where it is not quantised; made each time it is asked for. */
    LazyWeight whole();

    /** Whether something was added to the weight since it was quantised, so that its codes alone are not the weight. */
    boolean isChanged();

    /**
     * Holds the weight in float32 from now on.
     *
     * @return the weight as the model stores it where it is not quantised; becomes the caller's
     */
    Tensor dequantize();

    @Override
    void close();
}
