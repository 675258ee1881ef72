package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.spec.DataSpec;
import java.util.Map;

/** What a version is scored on. */
public sealed interface Rows {
    /** A file the user named for this purpose. */
    record Named(String path, DataSpec.Format format, Map<String, String> columns) implements Rows {}

    /** The rows the job kept from training: JSONL, whatever they were read from. */
    record HeldOut(ArtifactRef file) implements Rows {}

    /** Rows that stood in a request, as JSONL. */
    record Given(ArtifactRef file, Map<String, String> columns) implements Rows {}

    /** How the rows are written. */
    default DataSpec.Format format() {
        return switch (this) {
            case Named named -> named.format();
            case HeldOut heldOut -> DataSpec.Format.JSONL;
            case Given given -> DataSpec.Format.JSONL;
        };
    }

    /** The rows' own names of fields by the usual ones, those that differ alone. */
    default Map<String, String> columns() {
        return switch (this) {
            case Named named -> named.columns;
            case HeldOut heldOut -> Map.of();
            case Given given -> given.columns;
        };
    }
}
