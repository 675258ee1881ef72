package dev.trainyard.vector;

import static dev.trainyard.vector.Lanes.at;
import static dev.trainyard.vector.Lanes.bytes;
import static dev.trainyard.vector.Lanes.number;
import static dev.trainyard.vector.Lanes.sum;

import dev.trainyard.tensor.RowKernels.Heads;
import dev.trainyard.tensor.RowKernels.Seen;
import jdk.incubator.vector.FloatVector;

/**
 * One row's attention to the cache of its text, for one head of keys at a time.
 *
 * <p>Numerics: a head's result depends on its own queries, keys and values alone, in one order.
 */
record RowAttention(Heads heads, Seen row) {
    /** Puts the row's keys and values into the cache. */
    void store() {
        int dim = heads.headDim();
        for (int keyHead = 0; keyHead < heads.keyHeads(); keyHead++) {
            long key = row.qkv() + bytes(dim * (heads.heads() + keyHead));
            long value = key + bytes(dim * heads.keyHeads());
            long to = cached(keyHead) + bytes(dim) * row.past();
            Lanes.copy(key, row.keys() + to, dim);
            Lanes.copy(value, row.values() + to, dim);
        }
    }

    /** Bytes before the keys and values of a head. */
    private long cached(int keyHead) {
        return bytes(row.capacity()) * heads.headDim() * keyHead;
    }

    /** Attends with all query heads that this head of keys serves. */
    void attend(int keyHead) {
        int dim = heads.headDim();
        long keys = row.keys() + cached(keyHead);
        long values = row.values() + cached(keyHead);
        int served = heads.heads() / heads.keyHeads();
        for (int head = keyHead * served; head < (keyHead + 1) * served; head++) {
            attend(row.qkv() + bytes(dim * head), keys, values, row.attended() + bytes(dim * head));
        }
    }

    private void attend(long query, long keys, long values, long attended) {
        int tokens = row.past() + 1;
        float[] weights = Lanes.scratch(tokens + Lanes.COUNT * (1 + Lanes.COUNT));
        score(query, keys, tokens, weights);
        float total = softmax(weights, tokens);
        mix(values, tokens, weights, total, attended);
    }

    private void score(long query, long keys, int tokens, float[] scores) {
        int size = heads.headDim() * Float.BYTES;
        float scale = (float) (1 / Math.sqrt(heads.headDim()));
        int s = 0;
        if (size % Lanes.BYTES == 0) {
            for (; s + Lanes.COUNT <= tokens; s += Lanes.COUNT) {
                products(query, keys + (long) s * size, scores, tokens + Lanes.COUNT);
                Lanes.sums(scores, tokens + Lanes.COUNT).mul(scale).intoArray(scores, s);
            }
        }
        for (; s < tokens; s++) {
            long key = keys + (long) s * size;
            FloatVector products = FloatVector.zero(Lanes.SPECIES);
            int i = 0;
            for (; i + Lanes.BYTES <= size; i += Lanes.BYTES) {
                products = at(query + i).fma(at(key + i), products);
            }
            float rest = 0;
            for (; i < size; i += Float.BYTES) {
                rest += number(query + i) * number(key + i);
            }
            scores[s] = (sum(products) + rest) * scale;
        }
    }

    /** With as many keys as a vector has lanes, not summed up yet. */
    private void products(long query, long keys, float[] to, int from) {
        int size = heads.headDim() * Float.BYTES;
        for (int s = 0; s < Lanes.COUNT; s++) {
            long key = keys + (long) s * size;
            FloatVector products = FloatVector.zero(Lanes.SPECIES);
            for (int i = 0; i < size; i += Lanes.BYTES) {
                products = at(query + i).fma(at(key + i), products);
            }
            products.intoArray(to, from + s * Lanes.COUNT);
        }
    }

    /** Leaves weights up to a common factor, and returns their sum. */
    private static float softmax(float[] scores, int tokens) {
        float greatest = scores[0];
        for (int s = 1; s < tokens; s++) {
            greatest = Math.max(greatest, scores[s]);
        }
        FloatVector totals = FloatVector.zero(Lanes.SPECIES);
        int s = 0;
        for (; s + Lanes.COUNT <= tokens; s += Lanes.COUNT) {
            FloatVector weights =
                    Lanes.exp(FloatVector.fromArray(Lanes.SPECIES, scores, s).sub(greatest));
            weights.intoArray(scores, s);
            totals = totals.add(weights);
        }
        float total = sum(totals);
        if (s < tokens) {
            // What lies beyond the tokens is overwritten and not read again.
            Lanes.exp(FloatVector.fromArray(Lanes.SPECIES, scores, s).sub(greatest))
                    .intoArray(scores, s);
            for (; s < tokens; s++) {
                total += scores[s];
            }
        }
        return total;
    }

    private void mix(long values, int tokens, float[] weights, float total, long attended) {
        int dim = heads.headDim();
        long size = bytes(dim);
        int i = 0;
        for (; i + Lanes.COUNT <= dim; i += Lanes.COUNT) {
            FloatVector even = FloatVector.zero(Lanes.SPECIES);
            FloatVector odd = even;
            long value = values + bytes(i);
            int s = 0;
            for (; s + 2 <= tokens; s += 2) {
                even = at(value).fma(Lanes.all(weights[s]), even);
                odd = at(value + size).fma(Lanes.all(weights[s + 1]), odd);
                value += 2 * size;
            }
            if (s < tokens) {
                even = at(value).fma(Lanes.all(weights[s]), even);
            }
            Lanes.put(attended + bytes(i), even.add(odd).div(total));
        }
        for (; i < dim; i++) {
            float mixed = 0;
            for (int s = 0; s < tokens; s++) {
                mixed = Math.fma(weights[s], number(values + s * size + bytes(i)), mixed);
            }
            Lanes.put(attended + bytes(i), mixed / total);
        }
    }
}
