package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * Cross-entropy of a model's predictions at the supervised positions of a batch. Only these positions go through the
 * vocabulary head, some at a time, so the scores of a large vocabulary are never in memory as a whole.
 *
 * <p>Shapes: N supervised positions, C model width. Not thread-safe.
 */
final class SupervisedLoss {
    /** Scores held at once: 32 MiB of float32, several times over in the backward pass. */
    private static final long SCORES = 1 << 23;

    private static final long LEAST_ROWS = 128;

    private final LanguageModel model;
    private final long chunkRows;

    SupervisedLoss(LanguageModel model) {
        this(model, Math.max(LEAST_ROWS, SCORES / model.config().vocabSize()));
    }

    SupervisedLoss(LanguageModel model, long chunkRows) {
        this.model = model;
        this.chunkRows = chunkRows;
    }

    /** Gives each part of the supervised hidden states and its labels away, in a scope of its own. */
    private interface ChunkWork {
        void on(long start, Tensor hidden_NC, Tensor labels_N);
    }

    /**
     * Adds the gradients of {@code scale} × loss to the parameters.
     *
     * @return the summed cross-entropy in nats, not scaled
     */
    double backward(Batch rows, double scale) {
        SupervisedBatch batch = SupervisedBatch.of(rows);
        double[] sum = {0};
        try (Scope scope = Scope.open()) {
            Tensor hidden_NC = hidden(batch);
            Tensor detached_NC = hidden_NC.detach();
            Tensor gradient_NC = Tensor.zerosLike(detached_NC);
            forEachChunk(detached_NC, batch, (start, part_NC, labels_N) -> {
                // The head's share of the graph ends at this leaf: its backward pass runs at once, chunk by chunk.
                Tensor leaf_NC = part_NC.detach().requireGrad(true);
                Tensor loss = Functions.crossEntropySum(model.logits(leaf_NC), labels_N);
                loss.mul(scale).backward();
                sum[0] += loss.item();
                leaf_NC.grad().ifPresent(gradient -> copyInto(gradient_NC, start, gradient));
            });
            if (hidden_NC.requiresGrad()) {
                hidden_NC.backward(gradient_NC);
            }
        }
        return sum[0];
    }

    private static void copyInto(Tensor gradient_NC, long start, Tensor part_NC) {
        try (NoGrad guard = NoGrad.open()) {
            gradient_NC.narrow(0, start, part_NC.size(0)).copy_(part_NC);
        }
    }

    /** Scores the batch without touching gradients. */
    ValidationScore score(Batch rows) {
        SupervisedBatch batch = SupervisedBatch.of(rows);
        double[] sum = {0};
        long[] correct = {0};
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            forEachChunk(hidden(batch), batch, (start, part_NC, labels_N) -> {
                Tensor logits_NV = model.logits(part_NC);
                sum[0] += Functions.crossEntropySum(logits_NV, labels_N).item();
                correct[0] += logits_NV.argmax(1).eq(labels_N).sum().itemLong();
            });
        }
        return new ValidationScore(sum[0], batch.count(), correct[0]);
    }

    private Tensor hidden(SupervisedBatch batch) {
        Tensor hidden_BTC = model.hidden(Tensor.ofIds(batch.ids(), batch.rows(), batch.width()));
        return hidden_BTC
                .reshape((long) batch.rows() * batch.width(), hidden_BTC.size(2))
                .indexSelect(0, Tensor.ofIds(batch.positions()));
    }

    private void forEachChunk(Tensor hidden_NC, SupervisedBatch batch, ChunkWork work) {
        Tensor labels_N = Tensor.ofIds(batch.labels());
        for (long start = 0; start < batch.count(); start += chunkRows) {
            long rows = Math.min(chunkRows, batch.count() - start);
            try (Scope scope = Scope.open()) {
                work.on(start, hidden_NC.narrow(0, start, rows), labels_N.narrow(0, start, rows));
            }
        }
    }
}
