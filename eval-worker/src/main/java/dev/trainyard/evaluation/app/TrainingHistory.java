package dev.trainyard.evaluation.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.plot.LossCurve;
import dev.trainyard.evaluation.plot.LossCurve.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The losses a job left in its folder: {@code steps.jsonl} and the history in {@code metrics.json}. */
final class TrainingHistory {
    private TrainingHistory() {}

    /** Empty where the folder has no losses, as of a version that was trained elsewhere. */
    static Optional<LossCurve> in(Path jobFolder) {
        try {
            LossCurve curve = new LossCurve(
                    training(jobFolder.resolve("steps.jsonl")), validation(jobFolder.resolve("metrics.json")));
            return curve.training().isEmpty() ? Optional.empty() : Optional.of(curve);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Point> training(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                add(points, json(line), "loss");
            }
        }
        return points;
    }

    private static List<Point> validation(Path file) throws IOException {
        List<Point> points = new ArrayList<>();
        if (Files.exists(file)) {
            json(Files.readString(file)).path("history").forEach(entry -> add(points, entry, "validation_loss"));
        }
        return points;
    }

    /** Lines that were torn when the job was killed have no loss. */
    private static void add(List<Point> points, JsonNode entry, String field) {
        double loss = entry.path(field).asDouble(Double.NaN);
        if (Double.isFinite(loss) && entry.path("step").isNumber()) {
            points.add(new Point(entry.path("step").asDouble(), loss));
        }
    }

    private static JsonNode json(String text) {
        try {
            return WireJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return WireJson.mapper().createObjectNode();
        }
    }
}
