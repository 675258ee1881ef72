package dev.trainyard.evaluation.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.config.RegistryConfig;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.evaluation.domain.RegisteredVersion;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks registry-service over HTTP. Thread-safe. */
@Singleton
final class RegistryClient implements ModelRegistry {
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .build();
    private final RegistryConfig config;

    RegistryClient(RegistryConfig config) {
        this.config = config;
    }

    @Override
    public RegisteredVersion version(String reference) {
        HttpResponse<String> answer = ask(reference);
        try {
            JsonNode body = WireJson.mapper().readTree(answer.body());
            return switch (answer.statusCode()) {
                case 200 -> version(body.path("data"));
                case 404 -> throw refused(ErrorCode.NOT_FOUND, body);
                case 400, 422 -> throw refused(ErrorCode.INVALID_REQUEST, body);
                default -> throw unavailable("answered with status " + answer.statusCode(), null);
            };
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw unavailable("gave an answer that cannot be read", e);
        }
    }

    private HttpResponse<String> ask(String reference) {
        String path = "/models/resolve?ref=" + URLEncoder.encode(reference, StandardCharsets.UTF_8);
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(config.url().toString().replaceAll("/+$", "") + path))
                    .timeout(config.answerTimeout())
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

    private static RegisteredVersion version(JsonNode data) throws JsonProcessingException {
        ModelVersion version = new ModelVersion(
                new VersionId(data.path("id").asText()),
                data.path("name").asText(),
                data.path("number").asInt(),
                WireJson.mapper().treeToValue(data, ArtifactRef.class),
                WireJson.mapper().treeToValue(data.path("format"), ModelFormat.class));
        return new RegisteredVersion(
                version,
                data.path("architecture").asText(),
                artifact(data.path("adapter")),
                artifact(data.path("held_out")),
                text(data.path("base_model")),
                text(data.path("base_version")));
    }

    private static Optional<ArtifactRef> artifact(JsonNode node) throws JsonProcessingException {
        return node.isObject() ? Optional.of(WireJson.mapper().treeToValue(node, ArtifactRef.class)) : Optional.empty();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private static TrainyardException refused(ErrorCode code, JsonNode problem) {
        return new TrainyardException(code, problem.path("detail").asText("the registry does not know the version"));
    }

    private TrainyardException unavailable(String what, @Nullable Exception cause) {
        String message = "the registry at " + config.url() + " " + what + ": try again later";
        return cause == null
                ? new TrainyardException(ErrorCode.UNAVAILABLE, message)
                : new TrainyardException(ErrorCode.UNAVAILABLE, message, cause);
    }
}
