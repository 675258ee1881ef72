package dev.trainyard.evaluation.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.Scores;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** What the scoring process says on stdout, one JSON object a line, and how it ends. */
final class ScoringMessages {
    private final DoubleConsumer progress;
    private final CompletableFuture<Scores> scores = new CompletableFuture<>();

    ScoringMessages(DoubleConsumer progress) {
        this.progress = progress;
    }

    void line(String line) {
        try {
            JsonNode message = WireJson.mapper().readTree(line);
            switch (message.path("event").asText()) {
                case "progress" ->
                    progress.accept(message.path("rows").asDouble()
                            / Math.max(1, message.path("total_rows").asDouble()));
                case "scored" -> scores.complete(WireJson.mapper().treeToValue(message.path("scores"), Scores.class));
                case "failed" ->
                    scores.completeExceptionally(new TrainyardException(
                            code(message.path("code").asText()),
                            message.path("message").asText()));
                default -> {}
            }
        } catch (JsonProcessingException e) {
            // Not for us: libraries may print to stdout.
        }
    }

    /** A process that says neither what it measured nor why not was ended from outside, or has a defect. */
    void ended(int exitCode, String logTail) {
        boolean killed = exitCode > 128;
        scores.completeExceptionally(new TrainyardException(
                killed ? ErrorCode.WORKER_LOST : ErrorCode.INTERNAL,
                "the scoring process ended with exit code " + exitCode
                        + (killed ? " (signal " + (exitCode - 128) + ")" : "") + " without a result; end of its log: "
                        + logTail));
    }

    CompletableFuture<Scores> scores() {
        return scores;
    }

    private static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name);
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL;
        }
    }
}
