package dev.trainyard.data;

/**
 * A sequence with its class, ready for training.
 *
 * @param segments which segment each token belongs to, from 0; empty if all are of the first
 * @param label id of its class
 * @param full length before the row was cut to the maximum
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; arrays keep rows small
public record ClassRow(RowOrigin origin, int[] inputIds, int[] segments, int label, int full) implements Example {
    @Override
    public int length() {
        return inputIds.length;
    }

    @Override
    public int supervised() {
        return 1;
    }
}
