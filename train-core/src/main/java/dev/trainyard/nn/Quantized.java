package dev.trainyard.nn;

import dev.trainyard.tensor.Tensor;

/** Part of a model whose weight is stored in few bits. */
public interface Quantized extends AutoCloseable {
    /**
     * Holds the weight in float32 from now on; for export.
     *
     * @return the weight as the model stores it where it is not quantised; becomes the caller's
     */
    Tensor dequantize();

    @Override
    void close();
}
