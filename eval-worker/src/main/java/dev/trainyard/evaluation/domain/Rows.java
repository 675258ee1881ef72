package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.spec.DataSpec;
import java.util.Optional;

/** What a version is scored on. */
public sealed interface Rows {
    /** A file the user named for this purpose. */
    record Named(String path, DataSpec.Format format) implements Rows {}

    /** The rows the job kept from training: JSONL, whatever they were read from. */
    record HeldOut(ArtifactRef file) implements Rows {}

    /** How the rows are written. */
    default DataSpec.Format format() {
        return switch (this) {
            case Named named -> named.format();
            case HeldOut heldOut -> DataSpec.Format.JSONL;
        };
    }

    /** The file the spec names, else what the job kept from training; empty where there is neither. */
    static Optional<Rows> of(VersionRegistered registered) {
        DataSpec.Format format = registered.spec().trainingData().format();
        Optional<Rows> named = registered.spec().evaluation().data().map(path -> new Named(path, format));
        return named.or(() -> registered.trained().heldOut().map(HeldOut::new));
    }
}
