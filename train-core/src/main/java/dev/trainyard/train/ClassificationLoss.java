package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.ClassRow;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Arrays;

/**
 * Cross-entropy of a classifier's scores, one label for each row.
 *
 * <p>Shapes: N tokens of all rows, B rows, C model width, K labels. Not thread-safe.
 */
final class ClassificationLoss implements Objective {
    private final SequenceClassifier model;
    private final boolean recompute;

    /** @param recompute whether to hold no more of a block than its input for the way back */
    ClassificationLoss(SequenceClassifier model, boolean recompute) {
        this.model = model;
        this.recompute = recompute;
    }

    @Override
    public double backward(Batch rows, double scale, LayerwisePass.BlockListener listener) {
        ClassificationBatch batch = ClassificationBatch.of(rows.rowsOf(ClassRow.class), model.head());
        try (Scope scope = Scope.open()) {
            LayerwisePass pass = new LayerwisePass(batch.pass(model), recompute);
            Tensor positions_B = model.ids(batch.positions());
            Tensor leaf_BC = pass.hidden().indexSelect(0, positions_B).requireGrad(true);
            Tensor loss = Functions.crossEntropySum(model.head().scores(leaf_BC), model.ids(batch.labels()));
            loss.mul(scale).backward();
            Tensor gradient_BC = leaf_BC.grad().orElseThrow();
            pass.backward(Tensor.zerosLike(pass.hidden()).indexCopy_(0, positions_B, gradient_BC), listener);
            return loss.item();
        }
    }

    @Override
    public ClassificationScore score(Batch rows) {
        ClassificationBatch batch = ClassificationBatch.of(rows.rowsOf(ClassRow.class), model.head());
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor hidden_BC = batch.pass(model).run().indexSelect(0, model.ids(batch.positions()));
            Tensor scores_BK = model.head().scores(hidden_BC);
            double loss = Functions.crossEntropySum(scores_BK, model.ids(batch.labels()))
                    .item();
            int[] predicted = Arrays.stream(scores_BK.argmax(1).longs())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            return new ClassificationScore(
                    loss, ConfusionMatrix.of(model.labels().size(), batch.labels(), predicted));
        }
    }
}
