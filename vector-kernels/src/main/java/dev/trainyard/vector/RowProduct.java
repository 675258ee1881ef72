package dev.trainyard.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * y = x · weightᵀ by addresses of float32 memory without gaps.
 *
 * <p>Shapes: R rows, I features in, O features out. Numerics: each result is the sum of the products of even and of odd
 * vectors, whose length the processor decides, and of the rest: the same bits on one machine, whatever other rows there
 * are and however the work is cut.
 */
final class RowProduct {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final int VECTOR = LANES.vectorByteSize();
    private static final int PAIR = 2 * VECTOR;
    private static final VectorShuffle<Float> BY_8 = by(8);
    private static final VectorShuffle<Float> BY_4 = by(4);
    private static final VectorShuffle<Float> BY_2 = by(2);
    private static final VectorShuffle<Float> BY_1 = by(1);
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final long x_RI;
    private final long weight_OI;
    private final long y_RO;
    private final int rows;
    private final int in;
    private final int out;
    /** Bytes of a row. */
    private final int size;

    RowProduct(long x_RI, long weight_OI, long y_RO, int rows, int in, int out) {
        this.x_RI = x_RI;
        this.weight_OI = weight_OI;
        this.y_RO = y_RO;
        this.rows = rows;
        this.in = in;
        this.out = out;
        this.size = in * Float.BYTES;
    }

    /** The outputs from one to before another. */
    void compute(int firstOut, int lastOut) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            four(row, firstOut, lastOut);
        }
        for (; row < rows; row++) {
            one(row, firstOut, lastOut);
        }
    }

    private void one(int row, int firstOut, int lastOut) {
        long x = x_RI + bytes(row, in);
        for (int o = firstOut; o < lastOut; o++) {
            long w = weight_OI + bytes(o, in);
            FloatVector even = FloatVector.zero(LANES);
            FloatVector odd = even;
            int i = 0;
            for (; i + PAIR <= size; i += PAIR) {
                even = vector(w + i).fma(vector(x + i), even);
                odd = vector(w + i + VECTOR).fma(vector(x + i + VECTOR), odd);
            }
            put(row, o, even, odd, rest(w, x, i));
        }
    }

    /** Four rows at once: the matrix is read once for all of them. */
    private void four(int row, int firstOut, int lastOut) {
        long x0 = x_RI + bytes(row, in);
        long x1 = x0 + size;
        long x2 = x1 + size;
        long x3 = x2 + size;
        for (int o = firstOut; o < lastOut; o++) {
            long w = weight_OI + bytes(o, in);
            FloatVector even0 = FloatVector.zero(LANES);
            FloatVector even1 = even0;
            FloatVector even2 = even0;
            FloatVector even3 = even0;
            FloatVector odd0 = even0;
            FloatVector odd1 = even0;
            FloatVector odd2 = even0;
            FloatVector odd3 = even0;
            int i = 0;
            for (; i + PAIR <= size; i += PAIR) {
                FloatVector weight = vector(w + i);
                even0 = weight.fma(vector(x0 + i), even0);
                even1 = weight.fma(vector(x1 + i), even1);
                even2 = weight.fma(vector(x2 + i), even2);
                even3 = weight.fma(vector(x3 + i), even3);
                FloatVector next = vector(w + i + VECTOR);
                odd0 = next.fma(vector(x0 + i + VECTOR), odd0);
                odd1 = next.fma(vector(x1 + i + VECTOR), odd1);
                odd2 = next.fma(vector(x2 + i + VECTOR), odd2);
                odd3 = next.fma(vector(x3 + i + VECTOR), odd3);
            }
            put(row, o, even0, odd0, rest(w, x0, i));
            put(row + 1, o, even1, odd1, rest(w, x1, i));
            put(row + 2, o, even2, odd2, rest(w, x2, i));
            put(row + 3, o, even3, odd3, rest(w, x3, i));
        }
    }

    /** What fills no vector. */
    private float rest(long w, long x, int from) {
        float sum = 0;
        for (int i = from; i < size; i += Float.BYTES) {
            sum += MEMORY.get(FLOAT, w + i) * MEMORY.get(FLOAT, x + i);
        }
        return sum;
    }

    /** Halves onto each other. Not {@code reduceLanes}: its order, and so the bits, changes when a method is compiled. */
    private static float sum(FloatVector lanes) {
        FloatVector folded = lanes;
        if (LANES.length() >= 16) {
            folded = folded.add(folded.rearrange(BY_8));
        }
        if (LANES.length() >= 8) {
            folded = folded.add(folded.rearrange(BY_4));
        }
        folded = folded.add(folded.rearrange(BY_2));
        return folded.add(folded.rearrange(BY_1)).lane(0);
    }

    private static VectorShuffle<Float> by(int lanes) {
        return LANES.iotaShuffle(lanes, 1, true);
    }

    private static FloatVector vector(long address) {
        return FloatVector.fromMemorySegment(LANES, MEMORY, address, ORDER);
    }

    private void put(int row, int o, FloatVector even, FloatVector odd, float rest) {
        MEMORY.set(FLOAT, y_RO + bytes(row, out) + bytes(o, 1), sum(even.add(odd)) + rest);
    }

    private static long bytes(int rows, int width) {
        return (long) rows * width * Float.BYTES;
    }
}
