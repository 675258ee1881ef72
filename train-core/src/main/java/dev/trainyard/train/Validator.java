package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.SequenceClassifier;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores a model on held-out rows. Usable without a run, as to score a registered model.
 *
 * <p>Thread-safety: as the model's.
 */
public final class Validator {
    private final List<Example> rows;
    private final int batchSize;

    /**
     * A validator of these rows.
     *
     * @param batchSize rows of one forward pass
     */
    public Validator(Dataset data, int batchSize) {
        // Rows of like length side by side attend together; sums do not depend on the order.
        this.rows = data.rows().stream()
                .sorted(Comparator.comparingInt(Example::length))
                .toList();
        this.batchSize = batchSize;
    }

    /** Number of rows. */
    int size() {
        return rows.size();
    }

    /** A validator of the rows that process {@code rank} of {@code size} takes. */
    Validator share(int rank, int size) {
        return new Validator(
                IntStream.range(0, rows.size())
                        .filter(i -> i % size == rank)
                        .mapToObj(rows::get)
                        .toList(),
                batchSize);
    }

    private Validator(List<Example> rows, int batchSize) {
        this.rows = rows;
        this.batchSize = batchSize;
    }

    /** The summed score of all rows; no gradient is recorded and dropout does not act. */
    public ValidationScore score(LanguageModel model) {
        model.mode().predict();
        return (ValidationScore) score(new SupervisedLoss(model, false));
    }

    /** The same of a classifier. */
    public ClassificationScore score(SequenceClassifier model) {
        model.mode().predict();
        return (ClassificationScore) score(new ClassificationLoss(model, false));
    }

    /** The same by an objective, whose model predicts. */
    Score score(Objective objective) {
        Score sum = objective.score(batch(0));
        for (int from = batchSize; from < rows.size(); from += batchSize) {
            sum = sum.plus(objective.score(batch(from)));
        }
        return sum;
    }

    private Batch batch(int from) {
        return new Batch(rows.subList(from, Math.min(rows.size(), from + batchSize)));
    }
}
