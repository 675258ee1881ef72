package dev.trainyard.data;

import java.util.Arrays;

/** So many rows at a time, in the order of the epoch; the last batch of an epoch may have fewer. */
public record RowBatches(EpochOrder order, int batchSize) implements BatchPlan {
    @Override
    public int perEpoch() {
        return Math.ceilDiv(order.size(), batchSize);
    }

    @Override
    public int[][] epoch(int epoch) {
        int[] rows = order.of(epoch);
        int[][] batches = new int[perEpoch()][];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = Arrays.copyOfRange(rows, i * batchSize, Math.min(rows.length, (i + 1) * batchSize));
        }
        return batches;
    }
}
