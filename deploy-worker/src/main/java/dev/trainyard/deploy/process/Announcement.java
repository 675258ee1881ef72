package dev.trainyard.deploy.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a starting server says on stdout: where it listens and what it answers, or why it does not. */
final class Announcement {
    private final CompletableFuture<Listening> listening = new CompletableFuture<>();

    void line(String line) {
        try {
            JsonNode message = WireJson.mapper().readTree(line);
            switch (message.path("event").asText()) {
                case "listening" -> listening.complete(listening(message));
                case "failed" ->
                    listening.completeExceptionally(new TrainyardException(
                            code(message.path("code").asText()),
                            message.path("message").asText()));
                default -> {}
            }
        } catch (JsonProcessingException e) {
            // Not for us: libraries may print to stdout.
        }
    }

    void ended(int exitCode, String logTail) {
        listening.completeExceptionally(new TrainyardException(
                ErrorCode.UNHEALTHY,
                "the model server ended with exit code " + exitCode + " before it listened; end of its log: "
                        + logTail));
    }

    CompletableFuture<Listening> listening() {
        return listening;
    }

    private static Listening listening(JsonNode message) {
        List<String> routes = new ArrayList<>();
        message.path("routes").forEach(route -> routes.add(route.asText()));
        return new Listening(message.path("port").asInt(), routes);
    }

    /**
     * A server that listens.
     *
     * @param routes paths at which its model is asked, such as {@code /v1/chat/completions}
     */
    record Listening(int port, List<String> routes) {
        Listening {
            routes = List.copyOf(routes);
        }
    }

    private static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name);
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL;
        }
    }
}
