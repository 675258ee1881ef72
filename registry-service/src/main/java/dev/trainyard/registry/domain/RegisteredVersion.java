package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A version of a model with its history.
 *
 * @param version id, name, number and files
 * @param content what the files hold
 * @param origin the job that trained it, or where it was copied from
 * @param createdAt when it was registered
 */
public record RegisteredVersion(ModelVersion version, ModelContent content, Origin origin, Instant createdAt) {
    public VersionId id() {
        return version.id();
    }

    /** {@code name/number}. */
    public String reference() {
        return version.reference();
    }

    /** How it was trained; empty for a version that was trained elsewhere. */
    public Optional<Origin.Training> training() {
        return origin instanceof Origin.Training training ? Optional.of(training) : Optional.empty();
    }

    public Optional<JobId> jobId() {
        return training().map(Origin.Training::jobId);
    }

    public Optional<JobSpec> spec() {
        return training().map(Origin.Training::spec);
    }
}
