package dev.trainyard.nn;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Tensor;
import java.util.function.Supplier;

/**
 * A weight as a file holds it, which may be made only when it is asked for.
 *
 * @param values are the model's, or made in the present scope
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LazyWeight(long[] shape, DType type, Supplier<Tensor> values) {
    /** One that is there. */
    public static LazyWeight of(Tensor tensor) {
        return new LazyWeight(tensor.shape(), tensor.dtype(), () -> tensor);
    }

    /** The number of its elements. */
    public long count() {
        long count = 1;
        for (long size : shape) {
            count *= size;
        }
        return count;
    }

    /** The bytes its elements occupy. */
    public long byteSize() {
        return count() * type.bytes();
    }
}
