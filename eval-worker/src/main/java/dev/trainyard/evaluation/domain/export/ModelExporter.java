package dev.trainyard.evaluation.domain.export;

import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.ExportId;
import java.util.Optional;
import java.util.function.Predicate;

/** Exports model versions. */
public interface ModelExporter {
    /**
     * Verifies checksums, writes the export, compares it with its source, and publishes what is to be kept of it.
     * Repeating it comes to the same.
     *
     * @return empty where it was cancelled
     * @throws TrainyardException where there is no result
     * @throws InterruptedException where the service is stopping; nothing is left running then
     */
    Optional<ExportOutcome> export(Export export, ExportWatch watch) throws InterruptedException;

    /** Removes everything an export has written; may be repeated. */
    void discard(Export export);

    /** The same of all exports whose ids are unwanted. */
    void discardAll(Predicate<ExportId> unwanted);
}
