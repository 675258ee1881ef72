package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a model with its history.
 *
 * @param version id, name, number and files
 * @param jobId the job that trained it
 * @param trained what the training run left behind: size, architecture, data and base model
 * @param baseVersion the version of this registry it was trained from; empty where the base came from elsewhere
 * @param training how it was trained, and with what result
 * @param createdAt when it was registered
 */
public record RegisteredVersion(
        ModelVersion version,
        JobId jobId,
        TrainedModel trained,
        Optional<VersionId> baseVersion,
        Training training,
        Instant createdAt) {
    /**
     * The training run.
     *
     * @param metrics final values by standard name
     */
    public record Training(JobSpec spec, Map<String, Double> metrics, long trainedTokens, long durationMillis) {}
}
