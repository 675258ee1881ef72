package dev.trainyard.data;

/**
 * A row ready for training: labels stand at the positions of their tokens, {@link #IGNORED} where nothing is learnt.
 * The token at position t is predicted from those before it, so the label at position 0 never counts.
 *
 * @param full length before the row was cut to the maximum
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; arrays keep rows small
public record TokenRow(RowOrigin origin, int[] inputIds, int[] labels, int full) implements Example {
    /** The label of a position that is not learnt. */
    public static final int IGNORED = -100;

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
}
