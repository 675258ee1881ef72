package dev.trainyard.evaluation.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Rows;
import dev.trainyard.evaluation.domain.Scores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** What was measured, for programs ({@code eval_report_*.json}) and for people ({@code eval_report_*.md}). */
record Report(Evaluation evaluation, Rows rows, Scores scores, Map<String, Double> metrics, GateResult gate) {

    Path writeJson(Path file) {
        try {
            return write(
                    file, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report of " + evaluation.id() + " cannot be written as JSON", e);
        }
    }

    Path writeMarkdown(Path file) {
        return write(file, new MarkdownReport(this).text());
    }

    /** Where the rows came from, for readers. */
    String source() {
        return switch (rows) {
            case Rows.Named named -> "evaluation.data: " + named.path();
            case Rows.HeldOut heldOut -> "rows held out from training";
        };
    }

    /** Metrics the spec asks for that could not be measured on these rows, or that this version does not know. */
    List<String> missing() {
        return evaluation.wanted().metrics().stream()
                .filter(metric -> !scores.metrics().containsKey(metric))
                .toList();
    }

    private ObjectNode json() {
        ObjectNode report = WireJson.mapper().createObjectNode();
        report.put("model", evaluation.version().name())
                .put("version", evaluation.version().number())
                .put("model_id", evaluation.version().reference())
                .put("version_id", evaluation.version().id().value())
                .put("model_sha256", evaluation.version().artifact().sha256())
                .put("job_id", evaluation.jobId().map(JobId::value).orElse(null))
                .put("evaluation_id", evaluation.id().value())
                .put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        report.putObject("data")
                .put("source", source())
                .put("format", tree(rows.format()).asText())
                .put("rows_scored", scores.rows())
                .put("rows_skipped", scores.skippedRows());
        ObjectNode measured = report.putObject("metrics");
        metrics.forEach(measured::put);
        measured.set("inference_time", tree(scores.inferenceTime()));
        measured.set("memory_usage", tree(scores.memoryUsage()));
        report.set("definitions", tree(scores.definitions()));
        report.set("not_measured", tree(missing()));
        ObjectNode gateNode = report.putObject("gate").put("passed", gate.passed());
        gateNode.set("messages", tree(gate.messages()));
        gateNode.set(
                "thresholds", tree(gate.checks().stream().map(Report::threshold).toList()));
        if (!scores.classes().isEmpty()) {
            report.set("classes", tree(scores.classes()));
            report.set("confusion_matrix", tree(scores.confusionMatrix()));
        }
        report.set("samples", tree(scores.samples()));
        return report;
    }

    private static ObjectNode threshold(GateResult.Check check) {
        ObjectNode node = WireJson.mapper().createObjectNode().put("metric", check.metric());
        node.put(check.atMost() ? "at_most" : "at_least", check.threshold());
        return node.put("value", check.value().orElse(null)).put("passed", check.passed());
    }

    private static JsonNode tree(Object value) {
        return WireJson.mapper().valueToTree(value);
    }

    /** Readers see the old file or the whole new one. */
    private static Path write(Path file, String text) {
        Path whole = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(whole, text);
            return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("report " + file + " cannot be written", e);
        }
    }
}
