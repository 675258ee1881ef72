package dev.trainyard.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Float32 memory by its address, as vectors of the length that the processor likes best, and as single numbers. */
final class Lanes {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Numbers of a vector. */
    static final int COUNT = SPECIES.length();
    /** Bytes of a vector. */
    static final int BYTES = SPECIES.vectorByteSize();

    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final VectorShuffle<Float> BY_8 = by(8);
    private static final VectorShuffle<Float> BY_4 = by(4);
    private static final VectorShuffle<Float> BY_2 = by(2);
    private static final VectorShuffle<Float> BY_1 = by(1);

    private static final VectorShuffle<Float> OTHER_8 = other(8);
    private static final VectorShuffle<Float> OTHER_4 = other(4);
    private static final VectorShuffle<Float> OTHER_2 = other(2);
    private static final VectorShuffle<Float> OTHER_1 = other(1);
    private static final VectorMask<Float> SECOND_8 = second(8);
    private static final VectorMask<Float> SECOND_4 = second(4);
    private static final VectorMask<Float> SECOND_2 = second(2);
    private static final VectorMask<Float> SECOND_1 = second(1);

    private static final float LOG2_E = 1.442695041f;
    /** The logarithm of 2 in two parts, the first of which has few bits. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;
    /** Added to a small number, it leaves the nearest whole one in the lowest bits. */
    private static final float ROUNDING = 12_582_912;

    private static final int MANTISSA_BITS = 23;
    private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[1024]);
    private static final float MOST_EXPONENT = 88;
    private static final float LEAST_EXPONENT = -87;

    private Lanes() {}

    private static VectorShuffle<Float> by(int lanes) {
        return SPECIES.iotaShuffle(lanes, 1, true);
    }

    /** From each lane to the one of the other half of its group of twice so many. */
    private static VectorShuffle<Float> other(int lanes) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ lanes) % COUNT);
    }

    /** The second halves of groups of twice so many lanes. */
    private static VectorMask<Float> second(int lanes) {
        boolean[] set = new boolean[COUNT];
        for (int lane = 0; lane < COUNT; lane++) {
            set[lane] = (lane & lanes) != 0;
        }
        return VectorMask.fromArray(SPECIES, set, 0);
    }

    static FloatVector at(long address) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
    }

    static void put(long address, FloatVector values) {
        values.intoMemorySegment(MEMORY, address, ORDER);
    }

    /** The lanes of a vector at {@code first} that lie before {@code count}. */
    static VectorMask<Float> upTo(int first, int count) {
        return SPECIES.indexInRange(first, count);
    }

    /** Zero where the mask is not set, from where nothing is read. */
    static FloatVector at(long address, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER, mask);
    }

    static void put(long address, FloatVector values, VectorMask<Float> mask) {
        values.intoMemorySegment(MEMORY, address, ORDER, mask);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    static float number(long address) {
        return MEMORY.get(FLOAT, address);
    }

    static void put(long address, float value) {
        MEMORY.set(FLOAT, address, value);
    }

    static void copy(long from, long to, int count) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, bytes(count));
    }

    static long bytes(int count) {
        return (long) count * Float.BYTES;
    }

    /** Halves onto each other. Not {@code reduceLanes}: its order, and so the bits, changes when a method is compiled. */
    static float sum(FloatVector lanes) {
        FloatVector folded = lanes;
        if (COUNT >= 16) {
            folded = folded.add(folded.rearrange(BY_8));
        }
        if (COUNT >= 8) {
            folded = folded.add(folded.rearrange(BY_4));
        }
        folded = folded.add(folded.rearrange(BY_2));
        return folded.add(folded.rearrange(BY_1)).lane(0);
    }

    /**
     * Sums the lanes of as many vectors as each has lanes, which lie one after the other: the sum of the first comes into
     * the first lane. The same bits as {@link #sum} gives; the array is used up.
     */
    static FloatVector sums(float[] vectors, int from) {
        if (COUNT >= 16) {
            fold(vectors, from, 8, OTHER_8, SECOND_8);
        }
        if (COUNT >= 8) {
            fold(vectors, from, 4, OTHER_4, SECOND_4);
        }
        fold(vectors, from, 2, OTHER_2, SECOND_2);
        return folded(vectors, from, from + COUNT, OTHER_1, SECOND_1);
    }

    /** Leaves half as many vectors, each with the half sums of two. */
    private static void fold(
            float[] vectors, int from, int left, VectorShuffle<Float> other, VectorMask<Float> second) {
        for (int i = 0; i < left; i++) {
            int at = from + i * COUNT;
            folded(vectors, at, at + left * COUNT, other, second).intoArray(vectors, at);
        }
    }

    private static FloatVector folded(
            float[] vectors, int first, int last, VectorShuffle<Float> other, VectorMask<Float> second) {
        FloatVector a = FloatVector.fromArray(SPECIES, vectors, first);
        FloatVector b = FloatVector.fromArray(SPECIES, vectors, last);
        return a.blend(b, second).add(b.blend(a, second).rearrange(other));
    }

    /**
     * eˣ to about 2 units in the last place; of x below -87 that of -87, of x above 88 that of 88.
     *
     * <p>Not {@code VectorOperators.EXP}, whose bits differ between interpreted and compiled code. Source: Cephes, expf.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.min(MOST_EXPONENT).max(LEAST_EXPONENT);
        FloatVector rounded = clamped.fma(all(LOG2_E), all(ROUNDING));
        FloatVector power = rounded.sub(ROUNDING);
        FloatVector rest = power.fma(all(-LN2_LOW), power.fma(all(-LN2_HIGH), clamped));
        FloatVector series = all(1.9875691500e-4f)
                .fma(rest, all(1.3981999507e-3f))
                .fma(rest, all(8.3334519073e-3f))
                .fma(rest, all(4.1665795894e-2f))
                .fma(rest, all(1.6666665459e-1f))
                .fma(rest, all(5.0000001201e-1f))
                .fma(rest.mul(rest), rest.add(1));
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
        return series.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /** An array of at least this length that only this thread uses until it asks again. */
    static float[] scratch(int length) {
        float[] scratch = SCRATCH.get();
        if (scratch.length < length) {
            scratch = new float[Math.max(length, 2 * scratch.length)];
            SCRATCH.set(scratch);
        }
        return scratch;
    }
}
