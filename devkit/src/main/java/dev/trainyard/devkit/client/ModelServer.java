package dev.trainyard.devkit.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Sends requests to a model server. Thread-safe. */
final class ModelServer {
    private final JsonMapper json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI endpoint;

    /** @param endpoint base URL ending in {@code /v1} */
    ModelServer(URI endpoint, JsonMapper json) {
        this.endpoint = endpoint;
        this.json = json;
    }

    URI endpoint() {
        return endpoint;
    }

    /** @throws GatewayException if no answer came; one of any status is returned */
    <T> HttpResponse<T> post(String route, Map<String, Object> body, HttpResponse.BodyHandler<T> handler) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + route))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(2))
                .POST(HttpRequest.BodyPublishers.ofString(text(body)))
                .build();
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new GatewayException("no answer from the model server at " + endpoint, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("interrupted while waiting for " + endpoint, e);
        }
    }

    /** What an answer of another status than 200 means. */
    static GatewayException refusal(int status, String problem) {
        return new GatewayException(status, "the model server answered " + status + ": " + problem, List.of());
    }

    private String text(Map<String, Object> body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request is always JSON", e);
        }
    }
}
