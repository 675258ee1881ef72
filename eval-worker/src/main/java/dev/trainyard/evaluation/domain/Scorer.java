package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ModelVersion;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/** Scores a registered version. */
public interface Scorer {
    /**
     * What is to be scored, and where the results go.
     *
     * @param evaluation says how
     * @param version to score: the evaluation's, or one that it is compared with
     * @param predictions file to write, one line for each answer
     * @param rowScores file to write, one line for each row with what it counts towards each metric
     */
    record Work(Evaluation evaluation, ModelVersion version, Rows rows, Path predictions, Path rowScores) {}

    /**
     * Verifies the version's checksum, scores it on the rows, and writes both files.
     *
     * @param progress hears the share of rows done, 0 to 1
     * @throws TrainyardException where there is no result
     * @throws InterruptedException where the service is stopping; nothing is left running then
     */
    Scores score(Work work, DoubleConsumer progress) throws InterruptedException;
}
