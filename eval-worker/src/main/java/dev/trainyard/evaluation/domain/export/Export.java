package dev.trainyard.evaluation.domain.export;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.spec.ExportSpec;
import java.time.Instant;

/**
 * A model version on its way into the format of another program.
 *
 * @param runs how often it was begun; more than one where the service or its child died in between
 */
public record Export(
        ExportId id,
        ExportSource source,
        ExportSpec spec,
        ExportState state,
        int runs,
        Instant createdAt,
        Instant updatedAt) {

    /** An export that waits for its turn. */
    public static Export requested(ExportSource source, ExportSpec spec, Instant now) {
        return new Export(ExportId.next(), source, spec, new ExportState.Queued(), 0, now, now);
    }

    public ModelVersion version() {
        return source.version();
    }

    /** The same export in another state. */
    public Export in(ExportState next, Instant now) {
        int begun = next instanceof ExportState.Running ? runs + 1 : runs;
        return new Export(id, source, spec, next, begun, createdAt, now);
    }
}
