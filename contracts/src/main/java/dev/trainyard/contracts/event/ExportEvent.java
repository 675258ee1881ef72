package dev.trainyard.contracts.event;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.spec.ExportSpec;
import java.util.List;
import java.util.Map;

/** Topic {@code export-events}: model versions in the formats of other programs. Written by eval-worker alone. */
public sealed interface ExportEvent extends Event {
    ExportId exportId();

    ModelVersion version();

    ExportSpec spec();

    @Override
    default String subject() {
        return version().name();
    }

    /** A version is being exported. */
    record ExportStarted(EventHead head, ExportId exportId, ModelVersion version, ExportSpec spec)
            implements ExportEvent {}

    /**
     * A version was exported, and the export answers as its source within the limits.
     *
     * @param artifact folder with the files and the report of the comparison
     * @param sourceBytes of the weights it was made of
     * @param bytes of its own weights
     * @param parity how much it differs from its source, by name: {@code mean_divergence}, {@code perplexity_change}, …
     */
    record ExportCompleted(
            EventHead head,
            ExportId exportId,
            ModelVersion version,
            ExportSpec spec,
            ArtifactRef artifact,
            long sourceBytes,
            long bytes,
            Map<String, Double> parity)
            implements ExportEvent {}

    /**
     * An export differs from its source by more than its limits; its files were thrown away.
     *
     * @param exceeded one sentence for each limit that does not hold, saying by how much
     * @param parity as of {@link ExportCompleted}
     * @param report folder with the report of the comparison alone
     */
    record ExportRefused(
            EventHead head,
            ExportId exportId,
            ModelVersion version,
            ExportSpec spec,
            List<String> exceeded,
            Map<String, Double> parity,
            ArtifactRef report)
            implements ExportEvent {}

    /** Exporting ended without a result; nothing is left of it. */
    record ExportFailed(EventHead head, ExportId exportId, ModelVersion version, ExportSpec spec, Failure failure)
            implements ExportEvent {}

    /** A user has ended it before it had a result; nothing is left of it. */
    record ExportCancelled(EventHead head, ExportId exportId, ModelVersion version, ExportSpec spec)
            implements ExportEvent {}

    /** A user has deleted one that had a result; its files are gone. */
    record ExportDeleted(EventHead head, ExportId exportId, ModelVersion version, ExportSpec spec)
            implements ExportEvent {}
}
