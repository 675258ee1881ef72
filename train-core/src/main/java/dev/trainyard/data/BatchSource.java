package dev.trainyard.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The batches of every epoch, addressed by number, so that a run can go on at any of them: the same address always
 * gives the same batch.
 *
 * <p>Thread-safety: for one thread.
 */
public final class BatchSource {
    private final List<TokenRow> rows;
    private final int batchSize;
    private final int paddingId;
    private final EpochOrder order;
    private int epoch = -1;
    private int[] epochOrder = {};

    /** Batches of {@code batchSize} rows; the last one of an epoch may have fewer. */
    public BatchSource(Dataset data, int batchSize, int paddingId, EpochOrder order) {
        this.rows = data.rows();
        this.batchSize = batchSize;
        this.paddingId = paddingId;
        this.order = order;
    }

    /** Number of batches of every epoch. */
    public int perEpoch() {
        return Math.ceilDiv(rows.size(), batchSize);
    }

    /** Batch {@code index} of epoch {@code wanted}, both counted from 0. */
    public Batch batch(int wanted, int index) {
        if (wanted != epoch) {
            epochOrder = order.of(wanted);
            epoch = wanted;
        }
        int from = index * batchSize;
        int to = Math.min(rows.size(), from + batchSize);
        return Batch.of(Arrays.stream(epochOrder, from, to).mapToObj(rows::get).toList(), paddingId);
    }

    /**
     * The batches of one optimizer step: {@code accumulation} of them from {@code index} on, fewer at the end of an
     * epoch.
     */
    public AccumulationGroup group(int wanted, int index, int accumulation) {
        List<Batch> batches = new ArrayList<>();
        for (int i = index; i < Math.min(perEpoch(), index + accumulation); i++) {
            batches.add(batch(wanted, i));
        }
        return new AccumulationGroup(batches);
    }
}
