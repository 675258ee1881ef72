package dev.trainyard.registry.store;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.registry.domain.ModelContent;
import dev.trainyard.registry.domain.Origin;
import dev.trainyard.registry.domain.RegisteredVersion;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns versions into rows and back. */
final class VersionRows {
    private static final TypeReference<ArtifactRef> ARTIFACT = new TypeReference<>() {};
    private static final TypeReference<JobSpec> SPEC = new TypeReference<>() {};

    private VersionRows() {}

    static VersionRow row(RegisteredVersion registered) {
        ModelVersion version = registered.version();
        ModelContent content = registered.content();
        VersionRow row = new VersionRow();
        row.id = version.id().value();
        row.name = version.name();
        row.number = version.number();
        row.uri = version.artifact().uri().toString();
        row.sha256 = version.artifact().sha256();
        row.sizeBytes = version.artifact().sizeBytes();
        row.format = StoredModelRegistry.name(content.format());
        row.family = content.family();
        row.architecture = content.architecture();
        row.parameterCount = content.parameterCount();
        row.baseVersion =
                registered.origin().baseVersion().map(VersionId::value).orElse(null);
        row.metrics = Sql.json(registered.origin().metrics());
        row.createdAt = registered.createdAt();
        switch (registered.origin()) {
            case Origin.Training training -> trained(row, training);
            case Origin.Import imported -> {
                row.source = imported.source();
                row.baseModel = imported.baseModel().orElse(null);
            }
        }
        return row;
    }

    private static void trained(VersionRow row, Origin.Training training) {
        TrainedModel trained = training.trained();
        row.jobId = training.jobId().value();
        row.adapter = trained.adapter().map(Sql::json).orElse(null);
        row.heldOut = trained.heldOut().map(Sql::json).orElse(null);
        row.trainableParameterCount = trained.trainableParameterCount();
        row.baseModel = trained.baseModel().orElse(null);
        row.datasetSha256 = trained.datasetSha256();
        row.spec = Sql.json(training.spec());
        row.trainedTokens = training.trainedTokens();
        row.durationMillis = training.durationMillis();
    }

    static RegisteredVersion version(VersionRow row) {
        ArtifactRef artifact = new ArtifactRef(URI.create(row.uri), row.sha256, row.sizeBytes);
        ModelFormat format = StoredModelRegistry.format(row.format);
        return new RegisteredVersion(
                new ModelVersion(new VersionId(row.id), row.name, row.number, artifact, format),
                new ModelContent(format, row.family, row.architecture, row.parameterCount),
                origin(row, artifact),
                row.createdAt);
    }

    private static Origin origin(VersionRow row, ArtifactRef artifact) {
        Optional<VersionId> base = Optional.ofNullable(row.baseVersion).map(VersionId::new);
        var metrics = Sql.read(row.metrics, StoredVersionHistory.METRICS);
        String jobId = row.jobId;
        if (jobId == null) {
            String source = Objects.requireNonNull(row.source, "the table checks it");
            return new Origin.Import(source, Optional.ofNullable(row.baseModel), base, metrics);
        }
        JobSpec spec = Sql.read(Objects.requireNonNull(row.spec, "of a job"), SPEC);
        return new Origin.Training(
                new JobId(jobId), trained(row, artifact), base, spec, metrics, row.trainedTokens, row.durationMillis);
    }

    private static TrainedModel trained(VersionRow row, ArtifactRef artifact) {
        return new TrainedModel(
                artifact,
                artifact(row.adapter),
                artifact(row.heldOut),
                row.architecture,
                row.parameterCount,
                row.trainableParameterCount,
                Optional.ofNullable(row.baseModel),
                Objects.requireNonNull(row.datasetSha256, "of a job"));
    }

    private static Optional<ArtifactRef> artifact(@Nullable String json) {
        return json == null ? Optional.empty() : Optional.of(Sql.read(json, ARTIFACT));
    }
}
