package dev.trainyard.deploy.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import java.util.concurrent.CompletableFuture;

/** What a starting server says on stdout: the port it listens on, or why it does not. */
final class Announcement {
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    void line(String line) {
        try {
            JsonNode message = WireJson.mapper().readTree(line);
            switch (message.path("event").asText()) {
                case "listening" -> port.complete(message.path("port").asInt());
                case "failed" ->
                    port.completeExceptionally(new TrainyardException(
                            code(message.path("code").asText()),
                            message.path("message").asText()));
                default -> {}
            }
        } catch (JsonProcessingException e) {
            // Not for us: libraries may print to stdout.
        }
    }

    void ended(int exitCode, String logTail) {
        port.completeExceptionally(new TrainyardException(
                ErrorCode.UNHEALTHY,
                "the model server ended with exit code " + exitCode + " before it listened; end of its log: "
                        + logTail));
    }

    CompletableFuture<Integer> port() {
        return port;
    }

    private static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name);
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL;
        }
    }
}
