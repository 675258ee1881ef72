package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.spec.DataSpec;
import java.util.Map;
import java.util.Optional;

/** What a version is scored on. */
public sealed interface Rows {
    /** A file the user named for this purpose. */
    record Named(String path, DataSpec.Format format, Map<String, String> columns) implements Rows {}

    /** The rows the job kept from training: JSONL, whatever they were read from. */
    record HeldOut(ArtifactRef file) implements Rows {}

    /** How the rows are written. */
    default DataSpec.Format format() {
        return switch (this) {
            case Named named -> named.format();
            case HeldOut heldOut -> DataSpec.Format.JSONL;
        };
    }

    /** The rows' own names of fields by the usual ones, those that differ alone. */
    default Map<String, String> columns() {
        return switch (this) {
            case Named named -> named.columns;
            case HeldOut heldOut -> Map.of();
        };
    }

    /** The file the spec names, else what the job kept from training; empty where there is neither. */
    static Optional<Rows> of(VersionRegistered registered) {
        DataSpec data = registered.spec().trainingData();
        Optional<Rows> named =
                registered.spec().evaluation().data().map(path -> new Named(path, data.format(), data.columns()));
        return named.or(() -> registered.trained().heldOut().map(HeldOut::new));
    }
}
