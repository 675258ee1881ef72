package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.ForwardPass;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * Weighted cross-entropy of a model's predictions at the supervised positions of a batch. Only these positions go
 * through the vocabulary head.
 *
 * <p>Shapes: N tokens of all rows, P supervised positions, C model width. Not thread-safe.
 */
final class SupervisedLoss implements Objective {
    private final LanguageModel model;
    private final boolean recompute;
    private final ChunkedCrossEntropy crossEntropy;

    /** @param recompute whether to hold no more of a block than its input for the way back */
    SupervisedLoss(LanguageModel model, boolean recompute) {
        this(model, recompute, new ChunkedCrossEntropy(model));
    }

    SupervisedLoss(LanguageModel model, boolean recompute, ChunkedCrossEntropy crossEntropy) {
        this.model = model;
        this.recompute = recompute;
        this.crossEntropy = crossEntropy;
    }

    @Override
    public double backward(Batch rows, double scale, LayerwisePass.BlockListener listener) {
        SupervisedBatch batch = SupervisedBatch.of(rows.rowsOf(TokenRow.class));
        try (Scope scope = Scope.open()) {
            LayerwisePass pass = new LayerwisePass(pass(batch), recompute);
            Tensor positions_P = model.ids(batch.positions());
            Tensor hidden_PC = pass.hidden().indexSelect(0, positions_P);
            Tensor gradient_PC = Tensor.zerosLike(hidden_PC);
            Tensor sum = crossEntropy.backward(hidden_PC, batch.targets(), scale, gradient_PC);
            pass.backward(Tensor.zerosLike(pass.hidden()).indexCopy_(0, positions_P, gradient_PC), listener);
            return sum.item();
        }
    }

    @Override
    public ValidationScore score(Batch rows) {
        SupervisedBatch batch = SupervisedBatch.of(rows.rowsOf(TokenRow.class));
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor hidden_PC = pass(batch).run().indexSelect(0, model.ids(batch.positions()));
            return crossEntropy.score(hidden_PC, batch.targets());
        }
    }

    private ForwardPass pass(SupervisedBatch batch) {
        return model.pass(model.ids(batch.ids()), batch.sequences());
    }
}
