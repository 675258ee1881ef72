package dev.trainyard.vector;

import static dev.trainyard.vector.Lanes.COUNT;
import static dev.trainyard.vector.Lanes.all;
import static dev.trainyard.vector.Lanes.at;
import static dev.trainyard.vector.Lanes.bytes;
import static dev.trainyard.vector.Lanes.exp;
import static dev.trainyard.vector.Lanes.put;
import static dev.trainyard.vector.Lanes.sum;
import static dev.trainyard.vector.Lanes.upTo;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** What a decoder does to single rows between its products. */
final class RowFunctions {
    /** √(8/π), twice what stands before GELU's cubic polynomial: 1 + tanh(u) is 2·sigmoid(2u). */
    private static final float GELU = (float) Math.sqrt(8 / Math.PI);

    private static final float GELU_CUBIC = 0.044715f;

    private RowFunctions() {}

    static void add(long from, long to, int width) {
        for (int i = 0; i < width; i += COUNT) {
            VectorMask<Float> mask = upTo(i, width);
            long at = to + bytes(i);
            put(at, at(at, mask).add(at(from + bytes(i), mask)), mask);
        }
    }

    static void rmsNorm(long x, long weight, double epsilon, long y, int width) {
        float scale = (float) (1 / Math.sqrt(squares(x, 0, width) / width + epsilon));
        for (int i = 0; i < width; i += COUNT) {
            VectorMask<Float> mask = upTo(i, width);
            long at = bytes(i);
            put(y + at, at(x + at, mask).mul(scale).mul(at(weight + at, mask)), mask);
        }
    }

    static void layerNorm(long x, long weight, long bias, double epsilon, long y, int width) {
        float mean = total(x, width) / width;
        float scale = (float) (1 / Math.sqrt(squares(x, mean, width) / width + epsilon));
        for (int i = 0; i < width; i += COUNT) {
            VectorMask<Float> mask = upTo(i, width);
            long at = bytes(i);
            FloatVector normal = at(x + at, mask).sub(mean).mul(scale);
            put(y + at, normal.fma(at(weight + at, mask), at(bias + at, mask)), mask);
        }
    }

    private static float total(long x, int width) {
        FloatVector total = FloatVector.zero(Lanes.SPECIES);
        for (int i = 0; i < width; i += COUNT) {
            total = total.add(at(x + bytes(i), upTo(i, width)));
        }
        return sum(total);
    }

    /** The sum of the squares of what x has beyond {@code mean}. */
    private static float squares(long x, float mean, int width) {
        FloatVector squares = FloatVector.zero(Lanes.SPECIES);
        for (int i = 0; i < width; i += COUNT) {
            VectorMask<Float> mask = upTo(i, width);
            FloatVector beyond = at(x + bytes(i), mask).sub(all(mean), mask);
            squares = beyond.fma(beyond, squares);
        }
        return sum(squares);
    }

    static void rotate(long head, long cos, long sin, int headDim) {
        int half = headDim / 2;
        long other = bytes(half);
        for (int i = 0; i < half; i += COUNT) {
            VectorMask<Float> mask = upTo(i, half);
            long at = bytes(i);
            FloatVector a = at(head + at, mask);
            FloatVector b = at(head + other + at, mask);
            put(head + at, b.fma(at(sin + at, mask), a.mul(at(cos + at, mask))), mask);
            put(head + other + at, a.fma(at(sin + other + at, mask), b.mul(at(cos + other + at, mask))), mask);
        }
    }

    static void swiglu(long gate, long up, long y, int width) {
        for (int i = 0; i < width; i += COUNT) {
            VectorMask<Float> mask = upTo(i, width);
            long at = bytes(i);
            FloatVector x = at(gate + at, mask);
            put(y + at, x.div(exp(x.neg()).add(1)).mul(at(up + at, mask)), mask);
        }
    }

    static void geluTanh(long from, long to, int width) {
        for (int i = 0; i < width; i += COUNT) {
            VectorMask<Float> mask = upTo(i, width);
            long at = bytes(i);
            FloatVector x = at(from + at, mask);
            FloatVector inner = x.mul(x).mul(x).fma(all(GELU_CUBIC), x);
            put(to + at, x.div(exp(inner.mul(-GELU)).add(1)), mask);
        }
    }
}
