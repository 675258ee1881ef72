package dev.trainyard.export.gguf;

import dev.trainyard.tensor.Tensor;
import java.util.function.Supplier;

/**
 * A tensor that is to be written.
 *
 * @param shape rows first, as ours; the file has it reversed
 * @param values gives the numbers, of the shape, when they are written; called in a scope of its own
 */
public record GgufTensor(String name, long[] shape, TensorType type, Supplier<Tensor> values) {
    /** How many numbers it has. */
    public long count() {
        long count = 1;
        for (long size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }

    /** Its bytes in the file, without what fills them up. */
    public long bytes() {
        return type.bytes(count());
    }
}
