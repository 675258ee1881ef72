package dev.trainyard.evaluation.process.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.evaluation.domain.export.ExportOutcome;
import dev.trainyard.evaluation.domain.export.ExportOutcome.ExportedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns the exporter's report into what the service keeps. */
final class ReportReading {
    private ReportReading() {}

    static ExportOutcome outcome(JsonNode report, ArtifactRef artifact) {
        List<String> exceeded = new ArrayList<>();
        report.path("exceeded").forEach(sentence -> exceeded.add(sentence.asText()));
        if (exceeded.isEmpty() != report.path("passed").asBoolean()) {
            throw new IllegalStateException("the exporter's report contradicts itself: " + report);
        }
        List<ExportedFile> files = new ArrayList<>();
        report.path("files")
                .forEach(file -> files.add(new ExportedFile(
                        file.path("path").asText(),
                        file.path("bytes").asLong(),
                        file.path("sha256").asText())));
        return new ExportOutcome(
                artifact,
                exceeded,
                report.path("source_bytes").asLong(),
                report.path("bytes").asLong(),
                report.path("data").asText(),
                parity(report.path("parity")),
                numbers(report.path("limits")),
                files);
    }

    private static Map<String, Double> parity(JsonNode parity) {
        Map<String, Double> values = numbers(parity);
        for (String side : List.of("source", "export")) {
            numbers(parity.path(side)).forEach((name, value) -> values.put(side + "_" + name, value));
        }
        values.put(
                "perplexity_change",
                values.getOrDefault("export_perplexity", Double.NaN)
                                / values.getOrDefault("source_perplexity", Double.NaN)
                        - 1);
        values.put(
                "accuracy_loss",
                values.getOrDefault("source_accuracy", Double.NaN)
                        - values.getOrDefault("export_accuracy", Double.NaN));
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }

    private static Map<String, Double> numbers(JsonNode object) {
        Map<String, Double> numbers = new TreeMap<>();
        object.properties().forEach(field -> {
            if (field.getValue().isNumber()) {
                numbers.put(field.getKey(), field.getValue().doubleValue());
            }
        });
        return numbers;
    }
}
