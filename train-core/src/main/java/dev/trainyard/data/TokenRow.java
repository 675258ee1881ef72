package dev.trainyard.data;

import java.util.Arrays;

/**
 * A row ready for training: labels stand at the positions of their tokens, {@link #IGNORED} where nothing is learnt.
 * The token at position t is predicted from those before it, so the label at position 0 never counts.
 *
 * @param weights what the loss of each label weighs, above 0 where something is learnt; empty if all weigh 1
 * @param full length before the row was cut to the maximum
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; arrays keep rows small
public record TokenRow(RowOrigin origin, int[] inputIds, int[] labels, float[] weights, int full) implements Example {
    /** The label of a position that is not learnt. */
    public static final int IGNORED = -100;

    public TokenRow {
        if (labels.length != inputIds.length || (weights.length != 0 && weights.length != inputIds.length)) {
            throw new IllegalArgumentException("%s: %d labels and %d weights for %d tokens"
                    .formatted(origin, labels.length, weights.length, inputIds.length));
        }
    }

    /** A row all of whose labels weigh 1. */
    public TokenRow(RowOrigin origin, int[] inputIds, int[] labels, int full) {
        this(origin, inputIds, labels, new float[0], full);
    }

    @Override
    public int length() {
        return inputIds.length;
    }

    @Override
    public int supervised() {
        int count = 0;
        for (int t = 1; t < labels.length; t++) {
            count += labels[t] == IGNORED ? 0 : 1;
        }
        return count;
    }

    @Override
    public double weight() {
        if (weights.length == 0) {
            return supervised();
        }
        double sum = 0;
        for (int t = 1; t < labels.length; t++) {
            sum += labels[t] == IGNORED ? 0 : weights[t];
        }
        return sum;
    }

    /** The same row, its losses times {@code factor}. */
    TokenRow weighted(double factor) {
        if (factor == 1) {
            return this;
        }
        float[] scaled = weights.clone();
        if (scaled.length == 0) {
            scaled = new float[labels.length];
            Arrays.fill(scaled, 1);
        }
        for (int t = 0; t < scaled.length; t++) {
            scaled[t] *= (float) factor;
        }
        return new TokenRow(origin, inputIds, labels, scaled, full);
    }
}
