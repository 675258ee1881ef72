package dev.trainyard.evaluation.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a child process says on stdout, one JSON object a line, and how it ends: progress, then a result, or {@code
 * failed} with code and message.
 *
 * @param <R> its result
 */
public final class ChildMessages<R> {
    private final String process;
    private final Reading<R> reading;
    private final CompletableFuture<R> result = new CompletableFuture<>();

    /**
     * For one process.
     *
     * @param process what it does, such as {@code scoring}
     */
    public ChildMessages(String process, Reading<R> reading) {
        this.process = process;
        this.reading = reading;
    }

    /** Takes in what one kind of process says. */
    @FunctionalInterface
    public interface Reading<R> {
        /** The result, where the message is it; a message of a kind that is not known is left alone. */
        Optional<R> read(String event, JsonNode message) throws JsonProcessingException;
    }

    /** Takes in one line. */
    public void line(String line) {
        try {
            JsonNode message = WireJson.mapper().readTree(line);
            String event = message.path("event").asText();
            if (event.equals("failed")) {
                result.completeExceptionally(new TrainyardException(
                        code(message.path("code").asText()),
                        message.path("message").asText()));
            } else {
                reading.read(event, message).ifPresent(result::complete);
            }
        } catch (JsonProcessingException e) {
            // Not for us: libraries may print to stdout.
        }
    }

    /** A process that says neither its result nor why there is none was ended from outside, or has a defect. */
    public void ended(int exitCode, String logTail) {
        boolean killed = exitCode > 128;
        result.completeExceptionally(new TrainyardException(
                killed ? ErrorCode.WORKER_LOST : ErrorCode.INTERNAL,
                "the " + process + " process ended with exit code " + exitCode
                        + (killed ? " (signal " + (exitCode - 128) + ")" : "") + " without a result; end of its log: "
                        + logTail));
    }

    /** Completes with the result, or with the {@link TrainyardException} that tells why there is none. */
    public CompletableFuture<R> result() {
        return result;
    }

    private static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name);
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL;
        }
    }
}
