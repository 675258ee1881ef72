package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.error.TrainyardException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/** Scores a registered version. */
public interface Scorer {
    /**
     * Verifies the version's checksum, scores it on the rows, and writes one line per generated answer.
     *
     * @param predictions file to write
     * @param progress hears the share of rows done, 0 to 1
     * @throws TrainyardException where there is no result
     * @throws InterruptedException where the service is stopping; nothing is left running then
     */
    Scores score(Evaluation evaluation, Rows rows, Path predictions, DoubleConsumer progress)
            throws InterruptedException;
}
