package dev.trainyard.deploy.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.domain.ModelRegistry;
import dev.trainyard.deploy.domain.RegisteredVersion;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks registry-service. Thread-safe. */
@Singleton
final class RegistryClient implements ModelRegistry {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> LINEAGE = List.of(
            "base_model",
            "base_version",
            "source",
            "job_id",
            "dataset_sha256",
            "family",
            "architecture",
            "format",
            "parameter_count",
            "trained_tokens",
            "created_at");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI registry;

    RegistryClient(DeployConfig config) {
        this.registry = config.registry().url();
    }

    @Override
    public RegisteredVersion find(String reference) {
        HttpResponse<String> answer = ask(reference);
        if (answer.statusCode() == 404 || answer.statusCode() == 400) {
            throw new TrainyardException(
                    ErrorCode.NOT_FOUND,
                    "\"" + reference + "\" is no version of the registry: give the id of a version, NAME/NUMBER or"
                            + " NAME@ALIAS as GET /api/training/models shows them");
        }
        if (answer.statusCode() != 200) {
            throw unavailable("answered with status " + answer.statusCode(), null);
        }
        try {
            return version(WireJson.mapper().readTree(answer.body()).path("data"));
        } catch (IOException | IllegalArgumentException e) {
            throw unavailable("gave an answer that cannot be read", e);
        }
    }

    private HttpResponse<String> ask(String reference) {
        URI uri = URI.create(registry.toString().replaceAll("/+$", "") + "/models/resolve?ref="
                + URLEncoder.encode(reference, StandardCharsets.UTF_8));
        try {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(PATIENCE)
                    .header("Accept", "application/json")
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw unavailable("does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for", e);
        }
    }

    private static RegisteredVersion version(JsonNode data) {
        ArtifactRef files = new ArtifactRef(
                URI.create(data.path("uri").asText()),
                data.path("sha256").asText(),
                data.path("size_bytes").asLong());
        ModelVersion version = new ModelVersion(
                new VersionId(data.path("id").asText()),
                data.path("name").asText(),
                data.path("number").asInt(),
                files,
                ModelFormat.valueOf(data.path("format").asText("huggingface").toUpperCase(Locale.ROOT)));
        Map<String, String> lineage = new TreeMap<>();
        for (String field : LINEAGE) {
            if (data.path(field).isValueNode() && !data.path(field).isNull()) {
                lineage.put(field, data.path(field).asText());
            }
        }
        return new RegisteredVersion(version, lineage);
    }

    private TrainyardException unavailable(String what, @Nullable Exception cause) {
        String message = "the registry at " + registry + " " + what + ": try again later";
        return cause == null
                ? new TrainyardException(ErrorCode.UNAVAILABLE, message)
                : new TrainyardException(ErrorCode.UNAVAILABLE, message, cause);
    }
}
