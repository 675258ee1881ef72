package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.LanguageModel;
import java.util.Comparator;
import java.util.List;

/**
 * Scores a model on held-out rows. Usable without a run, as to score a registered model.
 *
 * <p>Thread-safety: as the model's.
 */
public final class Validator {
    private final List<TokenRow> rows;
    private final int batchSize;
    private final int paddingId;

    /**
     * A validator of these rows.
     *
     * @param batchSize rows of one forward pass
     * @param paddingId any id of the vocabulary
     */
    public Validator(Dataset data, int batchSize, int paddingId) {
        // Rows of like length side by side need the least padding; sums do not depend on the order.
        this.rows = data.rows().stream()
                .sorted(Comparator.comparingInt(TokenRow::length))
                .toList();
        this.batchSize = batchSize;
        this.paddingId = paddingId;
    }

    /** The summed score of all rows; no gradient is recorded and dropout does not act. */
    public ValidationScore score(LanguageModel model) {
        model.mode().predict();
        SupervisedLoss loss = new SupervisedLoss(model);
        ValidationScore sum = ValidationScore.EMPTY;
        for (int from = 0; from < rows.size(); from += batchSize) {
            List<TokenRow> some = rows.subList(from, Math.min(rows.size(), from + batchSize));
            sum = sum.plus(loss.score(Batch.of(some, paddingId)));
        }
        return sum;
    }
}
