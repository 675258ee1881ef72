package dev.trainyard.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.gateway.app.ModelRegistry;
import dev.trainyard.gateway.config.GatewaySettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks registry-service. Thread-safe. */
@Singleton
final class RegistryClient implements ModelRegistry {
    private static final String SCHEME = "models:/";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http;
    private final URI registry;

    RegistryClient(GatewaySettings settings) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.forwarding().connectTimeout())
                .build();
        this.registry = settings.registry().url();
    }

    @Override
    public ArtifactRef files(String reference) {
        String name = reference.substring(SCHEME.length());
        HttpResponse<String> answer = ask(name);
        if (answer.statusCode() == 404) {
            throw new TrainyardException(
                    ErrorCode.NOT_FOUND,
                    "\"" + reference + "\" is not in the registry: see GET /api/training/models for what is");
        }
        if (answer.statusCode() != 200) {
            throw unavailable("answered with status " + answer.statusCode(), null);
        }
        return artifact(answer.body());
    }

    private HttpResponse<String> ask(String name) {
        URI uri = URI.create(registry.toString().replaceAll("/+$", "") + "/models/resolve?ref="
                + URLEncoder.encode(name, StandardCharsets.UTF_8));
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

    private ArtifactRef artifact(String body) {
        try {
            JsonNode data = WireJson.mapper().readTree(body).path("data");
            if (data.path("uri").isTextual() && data.path("sha256").isTextual()) {
                return new ArtifactRef(
                        URI.create(data.path("uri").textValue()),
                        data.path("sha256").textValue(),
                        data.path("size_bytes").asLong());
            }
        } catch (IOException | IllegalArgumentException e) {
            throw unavailable("gave an answer that cannot be read", e);
        }
        throw unavailable("gave an answer without data.uri and data.sha256", null);
    }

    private TrainyardException unavailable(String what, @Nullable Exception cause) {
        String message =
                "the registry at " + registry + " " + what + ", so model.base cannot be resolved: try again later";
        return cause == null
                ? new TrainyardException(ErrorCode.UNAVAILABLE, message)
                : new TrainyardException(ErrorCode.UNAVAILABLE, message, cause);
    }
}
