package dev.trainyard.trainer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.trainer.translate.NearbyPaths;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry of a running stack, asked through its gateway. */
final class RunningRegistry implements NearbyPaths.Registry {
    /** Environment variable: the gateway's address. */
    private static final String ADDRESS = "TRAINYARD_URL";

    private static final String USUAL = "http://127.0.0.1:8080";
    private static final String SCHEME = "models:/";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int FOUND = 200;
    private static final int UNKNOWN = 404;

    private final String gateway;

    private RunningRegistry(String gateway) {
        this.gateway = gateway;
    }

    static RunningRegistry of(Map<String, String> environment) {
        String address = environment.getOrDefault(ADDRESS, "").strip();
        return new RunningRegistry((address.isEmpty() ? USUAL : address).replaceAll("/+$", ""));
    }

    @Override
    public Path folder(String reference) {
        HttpResponse<String> answer = ask(reference);
        return switch (answer.statusCode()) {
            case FOUND -> local(reference, answer.body());
            case UNKNOWN ->
                throw new TrainyardException(
                        ErrorCode.NOT_FOUND,
                        "\"" + reference + "\" is not in the registry of " + gateway
                                + ": see ./trainyard models list for what is");
            default -> throw unresolved(reference, "answered with status " + answer.statusCode(), null);
        };
    }

    private HttpResponse<String> ask(String reference) {
        String name = URLEncoder.encode(reference.substring(SCHEME.length()), StandardCharsets.UTF_8);
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(gateway + "/api/training/models/resolve?ref=" + name))
                    .timeout(PATIENCE)
                    .header("Accept", "application/json")
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | IllegalArgumentException e) {
            throw unresolved(reference, "does not answer (" + e + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unresolved(reference, "was not waited for", e);
        }
    }

    private Path local(String reference, String body) {
        try {
            JsonNode uri = WireJson.mapper().readTree(body).path("data").path("uri");
            URI files = URI.create(uri.asText());
            if ("file".equals(files.getScheme()) && Files.isDirectory(Path.of(files))) {
                return Path.of(files);
            }
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    "\"" + reference + "\" lies at " + files
                            + ", where this machine finds no folder: run the command on"
                            + " a machine that has it, or submit the job to the running services");
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw unresolved(reference, "gave an answer that cannot be read", e);
        }
    }

    private TrainyardException unresolved(String reference, String what, @Nullable Exception e) {
        String message = "\"" + reference + "\" is a model of the registry, and the gateway at " + gateway + " " + what
                + ": start the services (./trainyard up), set " + ADDRESS
                + " to where they run, or give the path of a model folder";
        return e == null
                ? new TrainyardException(ErrorCode.INVALID_SPEC, message)
                : new TrainyardException(ErrorCode.INVALID_SPEC, message, e);
    }
}
