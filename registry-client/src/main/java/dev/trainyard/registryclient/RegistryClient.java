package dev.trainyard.registryclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks registry-service, or a gateway that passes on to it. Thread-safe. */
public final class RegistryClient {
    private static final int FOUND = 200;
    private static final int WRONG = 400;
    private static final int UNKNOWN = 404;
    private static final int UNPROCESSABLE = 422;

    private final HttpClient http;
    private final String address;
    private final Duration patience;

    /**
     * @param address below which {@code models} lie
     * @param connecting how long a connection is waited for
     * @param patience how long an answer is waited for
     */
    public RegistryClient(URI address, Duration connecting, Duration patience) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connecting)
                .build();
        this.address = address.toString().replaceAll("/+$", "");
        this.patience = patience;
    }

    /**
     * The version a reference means.
     *
     * <p>Errors: as {@link #read}.
     *
     * @param reference id of a version, {@code NAME/NUMBER}, {@code NAME@ALIAS} or {@code NAME}, also after {@code models:/}
     */
    public ResolvedVersion version(String reference) {
        JsonNode data = read("/models/resolve?ref=" + encoded(reference.replaceFirst("^models:/", "")));
        try {
            return ResolvedVersion.of(data);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw unavailable("gave an answer that cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * The {@code data} of an answer.
     *
     * <p>Errors: NOT_FOUND and INVALID_REQUEST in the registry's words, UNAVAILABLE where it gives no proper answer.
     *
     * @param path with its query, both encoded
     */
    public JsonNode read(String path) {
        HttpResponse<String> answer = ask(path);
        try {
            JsonNode body = WireJson.mapper().readTree(answer.body());
            return switch (answer.statusCode()) {
                case FOUND -> body.path("data");
                case UNKNOWN -> throw refused(ErrorCode.NOT_FOUND, body);
                case WRONG, UNPROCESSABLE -> throw refused(ErrorCode.INVALID_REQUEST, body);
                default -> throw unavailable("answered with status " + answer.statusCode(), null);
            };
        } catch (JsonProcessingException e) {
            throw unavailable(
                    "answered with status " + answer.statusCode() + " and with what cannot be read as JSON", e);
        }
    }

    /** A text as part of a path or a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> ask(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                    .timeout(patience)
                    .header("Accept", "application/json")
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | IllegalArgumentException e) {
            throw unavailable("does not answer (" + e + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for", e);
        }
    }

    private static TrainyardException refused(ErrorCode code, JsonNode problem) {
        return new TrainyardException(code, problem.path("detail").asText("the registry does not know the version"));
    }

    private TrainyardException unavailable(String what, @Nullable Exception cause) {
        String message = "the registry at " + address + " " + what + ": try again later";
        return cause == null
                ? new TrainyardException(ErrorCode.UNAVAILABLE, message)
                : new TrainyardException(ErrorCode.UNAVAILABLE, message, cause);
    }
}
