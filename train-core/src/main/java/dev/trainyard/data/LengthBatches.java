package dev.trainyard.data;

import java.util.Arrays;
import java.util.Comparator;

/**
 * So many rows of like length at a time: each epoch takes the rows in its order, sorts stretches of many batches by
 * length, and takes the batches so made in an order of its own. Source: {@code group_by_length} of Hugging Face
 * transformers, which leaves batches of a stretch in the order of their lengths.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LengthBatches(EpochOrder order, int batchSize, int[] lengths) implements BatchPlan {
    /** Batches of a stretch, as in transformers. */
    private static final int STRETCH = 50;

    /** Keeps the order of batches apart from that of rows, which draws from the same seed. */
    private static final long PURPOSE = 1L << 32;

    @Override
    public int perEpoch() {
        return Math.ceilDiv(order.size(), batchSize);
    }

    @Override
    public int[][] epoch(int epoch) {
        int[] sorted = sortedByStretch(order.of(epoch));
        int[] places = Shuffle.permutation(perEpoch(), order.seed(), PURPOSE + epoch);
        int[][] batches = new int[perEpoch()][];
        for (int i = 0; i < batches.length; i++) {
            int from = i * batchSize;
            batches[places[i]] = Arrays.copyOfRange(sorted, from, Math.min(sorted.length, from + batchSize));
        }
        return batches;
    }

    private int[] sortedByStretch(int[] rows) {
        int stretch = Math.multiplyExact(batchSize, STRETCH);
        int[] sorted = new int[rows.length];
        for (int from = 0; from < rows.length; from += stretch) {
            int[] part = Arrays.stream(rows, from, Math.min(rows.length, from + stretch))
                    .boxed()
                    .sorted(Comparator.comparing((Integer row) -> lengths[row]).reversed())
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(part, 0, sorted, from, part.length);
        }
        return sorted;
    }
}
