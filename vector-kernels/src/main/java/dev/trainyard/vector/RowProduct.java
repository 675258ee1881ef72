package dev.trainyard.vector;

import static dev.trainyard.vector.Lanes.at;
import static dev.trainyard.vector.Lanes.bytes;
import static dev.trainyard.vector.Lanes.number;
import static dev.trainyard.vector.Lanes.sum;

import dev.trainyard.tensor.RowKernels.Matrix;
import jdk.incubator.vector.FloatVector;

/**
 * x · weightᵀ + bias, written or added to a stretch of the rows of y.
 *
 * <p>Shapes: R rows, I features in, O features out. Numerics: each result is the sum of the products of even and of odd
 * vectors, whose length the processor decides, and of the rest: the same bits on one machine, whatever other rows there
 * are and however the work is cut.
 *
 * @param y_RO address of the first row's first result
 * @param apart bytes from one row of y to the next
 */
record RowProduct(long x_RI, Matrix matrix, long y_RO, long apart, int rows, boolean add) {
    private static final int PAIR = 2 * Lanes.BYTES;

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

    /** Bytes of a row of x, and of the matrix. */
    private int size() {
        return matrix.in() * Float.BYTES;
    }

    private void one(int row, int firstOut, int lastOut) {
        int size = size();
        long x = x_RI + (long) row * size;
        for (int o = firstOut; o < lastOut; o++) {
            long w = matrix.weight_OI() + (long) o * size;
            FloatVector even = FloatVector.zero(Lanes.SPECIES);
            FloatVector odd = even;
            int i = 0;
            for (; i + PAIR <= size; i += PAIR) {
                even = at(w + i).fma(at(x + i), even);
                odd = at(w + i + Lanes.BYTES).fma(at(x + i + Lanes.BYTES), odd);
            }
            float product = sum(even.add(odd));
            put(row, o, i == size ? product : product + rest(w, x, i));
        }
    }

    /**
     * Four rows at once: the matrix is read once for all of them. The lanes are summed by a method of its own: with four
     * such sums in this one the compiler gives up keeping vectors in registers.
     */
    private void four(int row, int firstOut, int lastOut) {
        int size = size();
        long x0 = x_RI + (long) row * size;
        long x1 = x0 + size;
        long x2 = x1 + size;
        long x3 = x2 + size;
        float[] lanes = Lanes.scratch(4 * Lanes.COUNT * (lastOut - firstOut));
        int to = 0;
        for (int o = firstOut; o < lastOut; o++) {
            long w = matrix.weight_OI() + (long) o * size;
            FloatVector even0 = FloatVector.zero(Lanes.SPECIES);
            FloatVector even1 = even0;
            FloatVector even2 = even0;
            FloatVector even3 = even0;
            FloatVector odd0 = even0;
            FloatVector odd1 = even0;
            FloatVector odd2 = even0;
            FloatVector odd3 = even0;
            for (int i = 0; i + PAIR <= size; i += PAIR) {
                FloatVector weight = at(w + i);
                even0 = weight.fma(at(x0 + i), even0);
                even1 = weight.fma(at(x1 + i), even1);
                even2 = weight.fma(at(x2 + i), even2);
                even3 = weight.fma(at(x3 + i), even3);
                int j = i + Lanes.BYTES;
                FloatVector next = at(w + j);
                odd0 = next.fma(at(x0 + j), odd0);
                odd1 = next.fma(at(x1 + j), odd1);
                odd2 = next.fma(at(x2 + j), odd2);
                odd3 = next.fma(at(x3 + j), odd3);
            }
            even0.add(odd0).intoArray(lanes, to);
            even1.add(odd1).intoArray(lanes, to + Lanes.COUNT);
            even2.add(odd2).intoArray(lanes, to + 2 * Lanes.COUNT);
            even3.add(odd3).intoArray(lanes, to + 3 * Lanes.COUNT);
            to += 4 * Lanes.COUNT;
        }
        sumFour(row, firstOut, lastOut, lanes);
    }

    private void sumFour(int firstRow, int firstOut, int lastOut, float[] lanes) {
        int size = size();
        int whole = size / PAIR * PAIR;
        int from = 0;
        for (int o = firstOut; o < lastOut; o++) {
            long w = matrix.weight_OI() + (long) o * size;
            for (int row = firstRow; row < firstRow + 4; row++) {
                float product = sum(FloatVector.fromArray(Lanes.SPECIES, lanes, from));
                put(row, o, whole == size ? product : product + rest(w, x_RI + (long) row * size, whole));
                from += Lanes.COUNT;
            }
        }
    }

    /** What fills no vector. */
    private float rest(long w, long x, int from) {
        float sum = 0;
        for (int i = from; i < size(); i += Float.BYTES) {
            sum += number(w + i) * number(x + i);
        }
        return sum;
    }

    private void put(int row, int o, float product) {
        long to = y_RO + row * apart + bytes(o);
        float result = matrix.bias_O() == 0 ? product : product + number(matrix.bias_O() + bytes(o));
        Lanes.put(to, add ? number(to) + result : result);
    }
}
