package dev.trainyard.registry.http;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.registry.domain.RegisteredVersion;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A version as clients see it.
 *
 * @param reference {@code name/number}
 * @param uri folder of the model
 * @param baseModel what it was trained from, as the job said; absent when trained from scratch
 * @param baseVersion the same as id of a version, where the base is one of this registry
 */
record VersionView(
        String id,
        String name,
        int number,
        String reference,
        String jobId,
        URI uri,
        String sha256,
        long sizeBytes,
        String architecture,
        long parameterCount,
        long trainableParameterCount,
        Optional<String> baseModel,
        Optional<String> baseVersion,
        String datasetSha256,
        Optional<ArtifactRef> adapter,
        Optional<ArtifactRef> heldOut,
        Map<String, Double> metrics,
        long trainedTokens,
        long durationMillis,
        JobSpec spec,
        Instant createdAt) {
    static VersionView of(RegisteredVersion registered) {
        ModelVersion version = registered.version();
        TrainedModel trained = registered.trained();
        RegisteredVersion.Training training = registered.training();
        return new VersionView(
                version.id().value(),
                version.name(),
                version.number(),
                version.reference(),
                registered.jobId().value(),
                version.artifact().uri(),
                version.artifact().sha256(),
                version.artifact().sizeBytes(),
                trained.architecture(),
                trained.parameterCount(),
                trained.trainableParameterCount(),
                trained.baseModel(),
                registered.baseVersion().map(Object::toString),
                trained.datasetSha256(),
                trained.adapter(),
                trained.heldOut(),
                training.metrics(),
                training.trainedTokens(),
                training.durationMillis(),
                training.spec(),
                registered.createdAt());
    }
}
