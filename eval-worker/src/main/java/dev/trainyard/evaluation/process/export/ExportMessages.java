package dev.trainyard.evaluation.process.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.export.ExportWatch;
import java.util.concurrent.CompletableFuture;

/** What the exporting process says on stdout, one JSON object a line, and how it ends. */
final class ExportMessages {
    private final ExportWatch watch;
    private final CompletableFuture<JsonNode> report = new CompletableFuture<>();

    ExportMessages(ExportWatch watch) {
        this.watch = watch;
    }

    void line(String line) {
        try {
            JsonNode message = WireJson.mapper().readTree(line);
            switch (message.path("event").asText()) {
                case "progress" ->
                    watch.progressed(
                            message.path("share").asDouble(),
                            message.path("message").asText());
                case "exported" -> report.complete(message.path("report"));
                case "failed" ->
                    report.completeExceptionally(new TrainyardException(
                            code(message.path("code").asText()),
                            message.path("message").asText()));
                default -> {}
            }
        } catch (JsonProcessingException e) {
            // Not for us: libraries may print to stdout.
        }
    }

    /** A process that says neither what it made nor why not was ended from outside, or has a defect. */
    void ended(int exitCode, String logTail) {
        boolean killed = exitCode > 128;
        report.completeExceptionally(new TrainyardException(
                killed ? ErrorCode.WORKER_LOST : ErrorCode.INTERNAL,
                "the exporting process ended with exit code " + exitCode
                        + (killed ? " (signal " + (exitCode - 128) + ")" : "") + " without a result; end of its log: "
                        + logTail));
    }

    CompletableFuture<JsonNode> report() {
        return report;
    }

    private static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name);
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL;
        }
    }
}
