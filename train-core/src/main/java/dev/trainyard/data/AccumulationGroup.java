package dev.trainyard.data;

import java.util.List;

/** The batches whose gradients are summed for one optimizer step. */
public record AccumulationGroup(List<Batch> batches) {
    public AccumulationGroup {
        batches = List.copyOf(batches);
    }

    /** Things that all batches teach. */
    public long supervised() {
        return batches.stream().mapToLong(Batch::supervised).sum();
    }

    /** What the losses of all batches weigh, by which the step's loss is divided. */
    public double weight() {
        return batches.stream().mapToDouble(Batch::weight).sum();
    }

    /** Tokens of all batches. */
    public long tokens() {
        return batches.stream().mapToLong(Batch::tokens).sum();
    }
}
