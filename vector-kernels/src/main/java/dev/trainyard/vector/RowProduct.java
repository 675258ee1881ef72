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
 * <p>Shapes: R rows, I features in, O features out. Numerics: each result is the sum of the products of one vector after
 * the other, whose length the processor decides, and of the rest: the same bits on one machine, whatever other rows there
 * are and however the work is cut.
 *
 * @param y_RO address of the first row's first result
 * @param apart bytes from one row of y to the next
 */
record RowProduct(long x_RI, Matrix matrix, long y_RO, long apart, int rows, boolean add) {
    /**
     * The outputs from one to before another. The first rows read their part of the matrix from memory, where one stream is
     * fastest; the others find it in the cache, where two outputs at a time load each number of x once for both.
     */
    void compute(int firstOut, int lastOut) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            float[] lanes = Lanes.scratch(4 * Lanes.COUNT * (lastOut - firstOut));
            if (row == 0) {
                four(row, firstOut, lastOut, lanes);
            } else {
                fourByTwo(row, firstOut, lastOut, lanes);
            }
            sumFour(row, firstOut, lastOut, lanes);
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
            FloatVector products = FloatVector.zero(Lanes.SPECIES);
            int i = 0;
            for (; i + Lanes.BYTES <= size; i += Lanes.BYTES) {
                products = at(w + i).fma(at(x + i), products);
            }
            float product = sum(products);
            put(row, o, i == size ? product : product + rest(w, x, i));
        }
    }

    /**
     * Four rows at once: the matrix is read once for all of them. The lanes are summed by a method of its own: with such
     * sums in this one the compiler gives up keeping vectors in registers.
     */
    private void four(int row, int firstOut, int lastOut, float[] lanes) {
        int size = size();
        int apart = (lastOut - firstOut) * Lanes.COUNT;
        long x0 = x_RI + (long) row * size;
        long x1 = x0 + size;
        long x2 = x1 + size;
        long x3 = x2 + size;
        int to = 0;
        for (int o = firstOut; o < lastOut; o++) {
            long w = matrix.weight_OI() + (long) o * size;
            FloatVector sum0 = FloatVector.zero(Lanes.SPECIES);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            for (int i = 0; i + Lanes.BYTES <= size; i += Lanes.BYTES) {
                FloatVector weight = at(w + i);
                sum0 = weight.fma(at(x0 + i), sum0);
                sum1 = weight.fma(at(x1 + i), sum1);
                sum2 = weight.fma(at(x2 + i), sum2);
                sum3 = weight.fma(at(x3 + i), sum3);
            }
            sum0.intoArray(lanes, to);
            sum1.intoArray(lanes, to + apart);
            sum2.intoArray(lanes, to + 2 * apart);
            sum3.intoArray(lanes, to + 3 * apart);
            to += Lanes.COUNT;
        }
    }

    private void fourByTwo(int row, int firstOut, int lastOut, float[] lanes) {
        int size = size();
        int apart = (lastOut - firstOut) * Lanes.COUNT;
        long x0 = x_RI + (long) row * size;
        long x1 = x0 + size;
        long x2 = x1 + size;
        long x3 = x2 + size;
        int to = 0;
        for (int o = firstOut; o < lastOut; o += 2) {
            // The last one of an odd number is computed twice.
            int other = Math.min(o + 1, lastOut - 1);
            long w = matrix.weight_OI() + (long) o * size;
            long v = matrix.weight_OI() + (long) other * size;
            FloatVector sum0 = FloatVector.zero(Lanes.SPECIES);
            FloatVector sum1 = sum0;
            FloatVector sum2 = sum0;
            FloatVector sum3 = sum0;
            FloatVector other0 = sum0;
            FloatVector other1 = sum0;
            FloatVector other2 = sum0;
            FloatVector other3 = sum0;
            for (int i = 0; i + Lanes.BYTES <= size; i += Lanes.BYTES) {
                FloatVector weight = at(w + i);
                FloatVector second = at(v + i);
                FloatVector x = at(x0 + i);
                sum0 = weight.fma(x, sum0);
                other0 = second.fma(x, other0);
                x = at(x1 + i);
                sum1 = weight.fma(x, sum1);
                other1 = second.fma(x, other1);
                x = at(x2 + i);
                sum2 = weight.fma(x, sum2);
                other2 = second.fma(x, other2);
                x = at(x3 + i);
                sum3 = weight.fma(x, sum3);
                other3 = second.fma(x, other3);
            }
            int next = to + (other - o) * Lanes.COUNT;
            sum0.intoArray(lanes, to);
            sum1.intoArray(lanes, to + apart);
            sum2.intoArray(lanes, to + 2 * apart);
            sum3.intoArray(lanes, to + 3 * apart);
            other0.intoArray(lanes, next);
            other1.intoArray(lanes, next + apart);
            other2.intoArray(lanes, next + 2 * apart);
            other3.intoArray(lanes, next + 3 * apart);
            to += 2 * Lanes.COUNT;
        }
    }

    private void sumFour(int firstRow, int firstOut, int lastOut, float[] lanes) {
        int from = 0;
        for (int row = firstRow; row < firstRow + 4; row++) {
            int o = firstOut;
            if (size() % Lanes.BYTES == 0) {
                for (; o + Lanes.COUNT <= lastOut; o += Lanes.COUNT) {
                    putSeveral(row, o, Lanes.sums(lanes, from));
                    from += Lanes.COUNT * Lanes.COUNT;
                }
            }
            for (; o < lastOut; o++) {
                put(row, o, sum(FloatVector.fromArray(Lanes.SPECIES, lanes, from)) + restOf(row, o));
                from += Lanes.COUNT;
            }
        }
    }

    private float restOf(int row, int o) {
        int size = size();
        int whole = size / Lanes.BYTES * Lanes.BYTES;
        return rest(matrix.weight_OI() + (long) o * size, x_RI + (long) row * size, whole);
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

    /** As many results as a vector has lanes. */
    private void putSeveral(int row, int o, FloatVector products) {
        long to = y_RO + row * apart + bytes(o);
        FloatVector results = matrix.bias_O() == 0 ? products : products.add(at(matrix.bias_O() + bytes(o)));
        Lanes.put(to, add ? at(to).add(results) : results);
    }
}
