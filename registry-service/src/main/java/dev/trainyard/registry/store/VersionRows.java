package dev.trainyard.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.registry.domain.RegisteredVersion;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns versions into rows and back. */
final class VersionRows {
    private static final TypeReference<ArtifactRef> ARTIFACT = new TypeReference<>() {};
    private static final TypeReference<JobSpec> SPEC = new TypeReference<>() {};
    private static final TypeReference<Map<String, Double>> METRICS = new TypeReference<>() {};

    private VersionRows() {}

    static VersionRow row(RegisteredVersion registered) {
        ModelVersion version = registered.version();
        TrainedModel trained = registered.trained();
        VersionRow row = new VersionRow();
        row.id = version.id().value();
        row.name = version.name();
        row.number = version.number();
        row.jobId = registered.jobId().value();
        row.uri = version.artifact().uri().toString();
        row.sha256 = version.artifact().sha256();
        row.sizeBytes = version.artifact().sizeBytes();
        row.adapter = trained.adapter().map(VersionRows::json).orElse(null);
        row.heldOut = trained.heldOut().map(VersionRows::json).orElse(null);
        row.architecture = trained.architecture();
        row.parameterCount = trained.parameterCount();
        row.trainableParameterCount = trained.trainableParameterCount();
        row.baseModel = trained.baseModel().orElse(null);
        row.baseVersion = registered.baseVersion().map(VersionId::value).orElse(null);
        row.datasetSha256 = trained.datasetSha256();
        row.metrics = json(registered.training().metrics());
        row.spec = json(registered.training().spec());
        row.trainedTokens = registered.training().trainedTokens();
        row.durationMillis = registered.training().durationMillis();
        row.createdAt = registered.createdAt();
        return row;
    }

    static RegisteredVersion version(VersionRow row) {
        ArtifactRef artifact = new ArtifactRef(URI.create(row.uri), row.sha256, row.sizeBytes);
        return new RegisteredVersion(
                new ModelVersion(new VersionId(row.id), row.name, row.number, artifact),
                new JobId(row.jobId),
                trained(row, artifact),
                Optional.ofNullable(row.baseVersion).map(VersionId::new),
                new RegisteredVersion.Training(
                        read(row.spec, SPEC), read(row.metrics, METRICS), row.trainedTokens, row.durationMillis),
                row.createdAt);
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
                row.datasetSha256);
    }

    private static Optional<ArtifactRef> artifact(@Nullable String json) {
        return json == null ? Optional.empty() : Optional.of(read(json, ARTIFACT));
    }

    private static String json(Object value) {
        try {
            return WireJson.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return WireJson.mapper().readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column of table version cannot be read: " + json, e);
        }
    }
}
