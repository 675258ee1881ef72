package dev.trainyard.registry.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.registry.domain.Export;
import dev.trainyard.registry.domain.ModelContent;
import dev.trainyard.registry.domain.Origin;
import dev.trainyard.registry.domain.RegisteredVersion;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version as clients see it.
 *
 * @param reference {@code name/number}
 * @param uri folder of the model
 * @param baseModel what it was made from, as the job or the files say; absent when trained from scratch
 * @param baseVersion the same as id of a version, where the base is one of this registry
 * @param source where it was registered from; absent where a job trained it
 * @param metrics measured where it was made
 * @param training absent where it was trained elsewhere
 * @param exports in the formats of other programs; absent in lists of many models
 */
record VersionView(
        String id,
        String name,
        int number,
        String reference,
        URI uri,
        String sha256,
        long sizeBytes,
        ModelFormat format,
        String family,
        String architecture,
        long parameterCount,
        Optional<String> baseModel,
        Optional<String> baseVersion,
        Optional<String> source,
        Map<String, Double> metrics,
        @JsonUnwrapped Training training,
        Optional<List<ExportView>> exports,
        Instant createdAt) {
    /** What only versions have that a job has trained. */
    record Training(
            Optional<String> jobId,
            Optional<Long> trainableParameterCount,
            Optional<String> datasetSha256,
            Optional<ArtifactRef> adapter,
            Optional<ArtifactRef> heldOut,
            Optional<Long> trainedTokens,
            Optional<Long> durationMillis,
            Optional<JobSpec> spec) {
        static Training of(Optional<Origin.Training> training) {
            Optional<TrainedModel> trained = training.map(Origin.Training::trained);
            return new Training(
                    training.map(job -> job.jobId().value()),
                    trained.map(TrainedModel::trainableParameterCount),
                    trained.map(TrainedModel::datasetSha256),
                    trained.flatMap(TrainedModel::adapter),
                    trained.flatMap(TrainedModel::heldOut),
                    training.map(Origin.Training::trainedTokens),
                    training.map(Origin.Training::durationMillis),
                    training.map(Origin.Training::spec));
        }
    }

    static VersionView of(RegisteredVersion registered) {
        return of(registered, Optional.empty());
    }

    static VersionView of(RegisteredVersion registered, List<Export> exports) {
        return of(registered, Optional.of(ExportView.of(exports)));
    }

    private static VersionView of(RegisteredVersion registered, Optional<List<ExportView>> exports) {
        ModelVersion version = registered.version();
        ModelContent content = registered.content();
        Origin origin = registered.origin();
        return new VersionView(
                version.id().value(),
                version.name(),
                version.number(),
                version.reference(),
                version.artifact().uri(),
                version.artifact().sha256(),
                version.artifact().sizeBytes(),
                content.format(),
                content.family(),
                content.architecture(),
                content.parameterCount(),
                base(origin),
                origin.baseVersion().map(VersionId::value),
                origin instanceof Origin.Import imported ? Optional.of(imported.source()) : Optional.empty(),
                origin.metrics(),
                Training.of(registered.training()),
                exports,
                registered.createdAt());
    }

    private static Optional<String> base(Origin origin) {
        return switch (origin) {
            case Origin.Training training -> training.trained().baseModel();
            case Origin.Import imported -> imported.baseModel();
        };
    }
}
