package dev.trainyard.quantization;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns weights of one model back into floating point: by a table of the two values that a byte stands for.
 *
 * <p>Memory: has room for the largest of the weights, which they share; to be closed. Not thread-safe.
 */
final class Nf4Decoder implements AutoCloseable {
    private static final int BYTES = 256;

    /** Pairs of float32, each as the bits of one int64. */
    private @Nullable Tensor pairs;

    private final Map<DType, Shared> shared = new EnumMap<>(DType.class);
    private long largest;

    /**
     * Memory that is filled anew for every use. Graphs hold on to {@code seen}, and do not notice that {@code filled},
     * which is the same memory, changes: their hooks put the values back before they are needed.
     */
    private record Shared(Tensor seen, Tensor filled) {}

    /** Made where the weights are. */
    private Tensor pairs(Device device) {
        if (pairs == null) {
            pairs = table(device);
        }
        return pairs;
    }

    private static Tensor table(Device device) {
        float[] codes = Codes.nf4();
        var values = new float[2 * BYTES];
        for (int b = 0; b < BYTES; b++) {
            values[2 * b] = codes[b >> 4];
            values[2 * b + 1] = codes[b & 15];
        }
        try (Scope scope = Scope.open()) {
            return Tensor.of(values, device).viewAs(DType.INT64).keep();
        }
    }

    /** Makes room for a weight; for all of a model before the first is used. */
    void reserve(Nf4Weight weight) {
        if (!shared.isEmpty()) {
            throw new IllegalStateException("room is made before the first weight is used");
        }
        largest = Math.max(largest, weight.paddedCount());
    }

    /** The values (out, in) of the weight in float32, in memory of their own in the present scope. */
    Tensor fresh(Nf4Weight weight) {
        Tensor room = Tensor.empty(DType.FLOAT32, weight.packed().device(), weight.paddedCount());
        fill(room, weight);
        return shaped(room, weight);
    }

    /** The values (out, in) of the weight in the shared memory, until another is asked for. */
    Tensor shared(Nf4Weight weight, DType type) {
        refill(weight, type);
        return shaped(room(type, weight).seen, weight);
    }

    /** Puts the values of the weight back into the shared memory. */
    void refill(Nf4Weight weight, DType type) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor floats = room(DType.FLOAT32, weight).filled;
            fill(floats, weight);
            if (type != DType.FLOAT32) {
                room(type, weight).filled.narrow(0, 0, weight.count()).copy_(floats.narrow(0, 0, weight.count()));
            }
        }
    }

    private static Tensor shaped(Tensor room, Nf4Weight weight) {
        return room.narrow(0, 0, weight.count()).view(weight.rows(), weight.columns());
    }

    private Shared room(DType type, Nf4Weight weight) {
        return shared.computeIfAbsent(type, wanted -> {
            Tensor seen =
                    Tensor.empty(wanted, weight.packed().device(), largest).keep();
            return new Shared(seen, seen.untracked().keep());
        });
    }

    private void fill(Tensor room, Nf4Weight weight) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            room.narrow(0, 0, 2 * weight.packed().count())
                    .viewAs(DType.INT64)
                    .indexSelectFrom_(
                            pairs(room.device()), 0, weight.packed().view(-1).to(DType.INT32));
            room.narrow(0, 0, weight.paddedCount())
                    .view(-1, weight.blockSize())
                    .mul_(weight.blockScales().view(-1, 1));
        }
    }

    @Override
    public void close() {
        if (pairs != null) {
            pairs.close();
        }
        shared.values().forEach(room -> {
            room.filled.close();
            room.seen.close();
        });
    }
}
