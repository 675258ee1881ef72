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
    private final List<Example> rows;
    private final BatchPlan plan;
    private int epoch = -1;
    private int[][] batches = {};

    /** Batches of the plan, which is made for these rows. */
    public BatchSource(Dataset data, BatchPlan plan) {
        this.rows = data.rows();
        this.plan = plan;
    }

    /** Number of batches of every epoch. */
    public int perEpoch() {
        return plan.perEpoch();
    }

    /** Batch {@code index} of epoch {@code wanted}, both counted from 0. */
    public Batch batch(int wanted, int index) {
        if (wanted != epoch) {
            batches = plan.epoch(wanted);
            epoch = wanted;
        }
        return new Batch(
                Arrays.stream(batches[index]).<Example>mapToObj(rows::get).toList());
    }

    /**
     * The batches of one optimizer step: {@code accumulation} of them from {@code index} on, fewer at the end of an
     * epoch.
     */
    public AccumulationGroup group(int wanted, int index, int accumulation) {
        List<Batch> group = new ArrayList<>();
        for (int i = index; i < Math.min(perEpoch(), index + accumulation); i++) {
            group.add(batch(wanted, i));
        }
        return new AccumulationGroup(group);
    }
}
