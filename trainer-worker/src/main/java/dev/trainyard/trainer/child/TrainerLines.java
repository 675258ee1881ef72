package dev.trainyard.trainer.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.Stage;
import dev.trainyard.trainer.domain.TrainerLine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the lines that a training process writes to stdout: one JSON object each. */
final class TrainerLines {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerLines.class);
    private static final JsonMapper MAPPER = new JsonMapper();

    private TrainerLines() {}

    /** Empty for lines of a kind we do not know, and for what is no line of the protocol at all; both are logged. */
    static Optional<TrainerLine> parse(String text) {
        if (!text.startsWith("{")) {
            LOG.debug("chatter of a native library: {}", text);
            return Optional.empty();
        }
        try {
            JsonNode line = MAPPER.readTree(text);
            if (line == null || !line.isObject()) {
                LOG.warn("the training process wrote what is no event: {}", text);
                return Optional.empty();
            }
            return line(line);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.warn("the training process wrote what is no event: {} ({})", text, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<TrainerLine> line(JsonNode line) {
        String event = line.path("event").asText();
        return switch (event) {
            case "stage" -> Optional.of(new TrainerLine.StageBegan(stage(line), text(line, "message")));
            case "resumed" -> Optional.of(new TrainerLine.Resumed(step(line)));
            case "progress" -> Optional.of(progressed(line));
            case "validation" ->
                Optional.of(
                        new TrainerLine.Validated(step(line), line.path("epoch").asDouble(), metrics(line)));
            case "checkpoint" ->
                Optional.of(new TrainerLine.CheckpointWritten(
                        step(line),
                        path(line, "path").orElseThrow(() -> missing("path")),
                        line.path("best").asBoolean()));
            case "succeeded" -> Optional.of(succeeded(line));
            case "cancelled" -> Optional.of(new TrainerLine.Cancelled(step(line)));
            case "failed" -> Optional.of(new TrainerLine.Failed(failure(line)));
            default -> {
                LOG.warn("the training process wrote an event that is not known: {}", event);
                yield Optional.empty();
            }
        };
    }

    private static TrainerLine progressed(JsonNode line) {
        JsonNode eta = line.path("eta_seconds");
        return new TrainerLine.Progressed(
                step(line),
                line.path("total_steps").asLong(),
                line.path("epoch").asDouble(),
                eta.isNumber() ? Optional.of(eta.asDouble()) : Optional.empty(),
                metrics(line));
    }

    private static TrainerLine succeeded(JsonNode line) {
        return new TrainerLine.Succeeded(
                path(line, "model_path").orElseThrow(() -> missing("model_path")),
                path(line, "adapter_path"),
                path(line, "held_out_path"),
                text(line, "architecture"),
                line.path("parameter_count").asLong(),
                line.path("trainable_parameter_count").asLong(),
                text(line, "dataset_sha256"),
                metrics(line),
                line.path("trained_tokens").asLong(),
                line.path("duration_millis").asLong());
    }

    /** A code that we do not have is a defect of ours, whatever it means there. */
    private static Failure failure(JsonNode line) {
        String name = text(line, "code");
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
        return new Failure(code, text(line, "message"));
    }

    private static Stage stage(JsonNode line) {
        return Stage.valueOf(text(line, "stage").toUpperCase(Locale.ROOT));
    }

    private static long step(JsonNode line) {
        return line.path("step").asLong();
    }

    private static String text(JsonNode line, String field) {
        return line.path(field).asText("");
    }

    private static Optional<Path> path(JsonNode line, String field) {
        return line.hasNonNull(field) ? Optional.of(Path.of(text(line, field))) : Optional.empty();
    }

    private static Map<String, Double> metrics(JsonNode line) {
        Map<String, Double> metrics = new TreeMap<>();
        for (Map.Entry<String, JsonNode> metric : line.path("metrics").properties()) {
            if (metric.getValue().isNumber()) {
                metrics.put(metric.getKey(), metric.getValue().asDouble());
            }
        }
        return metrics;
    }

    private static IllegalArgumentException missing(String field) {
        return new IllegalArgumentException("field " + field + " is missing");
    }
}
