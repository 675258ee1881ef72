package dev.trainyard.train;

import dev.trainyard.data.ClassRow;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.List;

/** What a classifier answers to a single row. */
final class ClassificationScores {
    private ClassificationScores() {}

    /** The score of every label, before a softmax; no gradient is recorded. */
    static float[] of(SequenceClassifier model, ClassRow row) {
        ClassificationBatch batch = ClassificationBatch.of(List.of(row), model.head());
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor hidden_BC = batch.pass(model).run().indexSelect(0, model.ids(batch.positions()));
            return model.head().scores(hidden_BC).floats();
        }
    }
}
