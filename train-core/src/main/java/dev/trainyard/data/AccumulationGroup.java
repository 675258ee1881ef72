package dev.trainyard.data;

import java.util.List;

/** The batches whose gradients are summed for one optimizer step. */
public record AccumulationGroup(List<Batch> batches) {
    public AccumulationGroup {
        batches = List.copyOf(batches);
    }

    /** Supervised tokens of all batches, by which the step's loss is divided. */
    public long supervised() {
        return batches.stream().mapToLong(Batch::supervised).sum();
    }

    /** Tokens of all batches, without padding. */
    public long tokens() {
        return batches.stream().mapToLong(Batch::tokens).sum();
    }
}
