package dev.trainyard.evaluation.domain.export;

import dev.trainyard.contracts.error.Failure;

/** Where an export stands. All but {@link Queued} and {@link Running} are final. */
public sealed interface ExportState {
    /** It waits for its turn. */
    record Queued() implements ExportState {}

    /** It is being made; after a restart of the service it is begun again. */
    record Running() implements ExportState {}

    /** It answers as its source, and is registered. */
    record Completed(ExportOutcome outcome) implements ExportState {}

    /** It differs by more than its limits, and was thrown away. */
    record Refused(ExportOutcome outcome) implements ExportState {}

    record Failed(Failure failure) implements ExportState {}

    record Cancelled() implements ExportState {}

    /** It had a result, which nobody wants any more. */
    record Deleted() implements ExportState {}

    /** Whether nothing more will happen. */
    default boolean settled() {
        return !(this instanceof Queued || this instanceof Running);
    }

    /** Whether it has files that are kept. */
    default boolean kept() {
        return this instanceof Completed || this instanceof Refused;
    }
}
