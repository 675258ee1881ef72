package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.ForwardPass;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * Cross-entropy of a model's predictions at the supervised positions of a batch. Only these positions go through the
 * vocabulary head, some at a time, so the scores of a large vocabulary are never in memory as a whole.
 *
 * <p>Shapes: N tokens of all rows, P supervised positions, C model width, V vocabulary. Not thread-safe.
 */
final class SupervisedLoss implements Objective {
    /** Scores held at once: 32 MiB of float32, several times over in the backward pass. */
    private static final long SCORES = 1 << 23;

    private static final long LEAST_ROWS = 128;

    private final LanguageModel model;
    private final boolean recompute;
    private final long chunkRows;

    /** @param recompute whether to hold no more of a block than its input for the way back */
    SupervisedLoss(LanguageModel model, boolean recompute) {
        this(model, recompute, Math.max(LEAST_ROWS, SCORES / model.config().vocabSize()));
    }

    SupervisedLoss(LanguageModel model, boolean recompute, long chunkRows) {
        this.model = model;
        this.recompute = recompute;
        this.chunkRows = chunkRows;
    }

    /** Gives each part of the supervised hidden states and its labels away, in a scope of its own. */
    private interface ChunkWork {
        void on(long start, Tensor hidden_PC, Tensor labels_P);
    }

    @Override
    public double backward(Batch rows, double scale, LayerwisePass.BlockListener listener) {
        SupervisedBatch batch = SupervisedBatch.of(rows.rowsOf(TokenRow.class));
        double[] sum = {0};
        try (Scope scope = Scope.open()) {
            LayerwisePass pass = new LayerwisePass(pass(batch), recompute);
            Tensor positions_P = Tensor.ofIds(batch.positions());
            Tensor hidden_PC = pass.hidden().indexSelect(0, positions_P);
            Tensor gradient_PC = Tensor.zerosLike(hidden_PC);
            forEachChunk(hidden_PC, batch, (start, part_PC, labels_P) -> {
                // The head's share of the graph ends at this leaf: its backward pass runs at once, chunk by chunk.
                Tensor leaf_PC = part_PC.detach().requireGrad(true);
                Tensor loss = Functions.crossEntropySum(model.logits(leaf_PC), labels_P);
                loss.mul(scale).backward();
                sum[0] += loss.item();
                leaf_PC.grad().ifPresent(gradient -> copyInto(gradient_PC, start, gradient));
            });
            pass.backward(Tensor.zerosLike(pass.hidden()).indexCopy_(0, positions_P, gradient_PC), listener);
        }
        return sum[0];
    }

    private static void copyInto(Tensor gradient_PC, long start, Tensor part_PC) {
        try (NoGrad guard = NoGrad.open()) {
            gradient_PC.narrow(0, start, part_PC.size(0)).copy_(part_PC);
        }
    }

    @Override
    public ValidationScore score(Batch rows) {
        SupervisedBatch batch = SupervisedBatch.of(rows.rowsOf(TokenRow.class));
        double[] sum = {0};
        long[] correct = {0};
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor hidden_PC = pass(batch).run().indexSelect(0, Tensor.ofIds(batch.positions()));
            forEachChunk(hidden_PC, batch, (start, part_PC, labels_P) -> {
                Tensor logits_PV = model.logits(part_PC);
                sum[0] += Functions.crossEntropySum(logits_PV, labels_P).item();
                correct[0] += logits_PV.argmax(1).eq(labels_P).sum().itemLong();
            });
        }
        return new ValidationScore(sum[0], batch.count(), correct[0]);
    }

    private ForwardPass pass(SupervisedBatch batch) {
        return model.pass(Tensor.ofIds(batch.ids()), batch.sequences());
    }

    private void forEachChunk(Tensor hidden_PC, SupervisedBatch batch, ChunkWork work) {
        Tensor labels_P = Tensor.ofIds(batch.labels());
        for (long start = 0; start < batch.count(); start += chunkRows) {
            long rows = Math.min(chunkRows, batch.count() - start);
            try (Scope scope = Scope.open()) {
                work.on(start, hidden_PC.narrow(0, start, rows), labels_P.narrow(0, start, rows));
            }
        }
    }
}
