package dev.trainyard.evaluation.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.evaluation.domain.Evaluation;
import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Rows;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.statistics.Interval;
import dev.trainyard.evaluation.statistics.PairedTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was measured, for programs ({@code eval_report_*.json}); {@link MarkdownReport} is the one for people. */
record Report(Evaluation evaluation, Rows rows, Measured measured) {
    String json() {
        try {
            return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report of " + evaluation.id() + " cannot be written as JSON", e);
        }
    }

    /** Where the rows came from, for readers. */
    String source() {
        return switch (rows) {
            case Rows.Named named -> "evaluation.data: " + named.path();
            case Rows.HeldOut heldOut -> "rows held out from training";
            case Rows.Given given -> "rows of the request";
        };
    }

    /** Metrics that are asked for but have no value, with the reason, in the order of their names. */
    Map<String, String> missing() {
        Map<String, String> missing = new TreeMap<>();
        for (String metric : evaluation.wanted().metrics()) {
            if (!measured.scores().metrics().containsKey(metric)) {
                missing.put(
                        metric,
                        measured.scores()
                                .notApplicable()
                                .getOrDefault(metric, "is not measured of this kind of model"));
            }
        }
        return missing;
    }

    private ObjectNode tree() {
        Scores scores = measured.scores();
        ObjectNode report = head();
        ObjectNode values = report.putObject("metrics");
        measured.metrics().forEach(values::put);
        values.set("inference_time", tree(scores.inferenceTime()));
        values.set("memory_usage", tree(scores.memoryUsage()));
        ObjectNode intervals = report.putObject("intervals");
        measured.intervals().forEach((name, interval) -> intervals.set(name, interval(interval)));
        report.set("metric_rows", tree(scores.metricRows()));
        report.set("definitions", tree(scores.definitions()));
        report.set("not_measured", tree(missing().keySet()));
        report.set("not_applicable", tree(missing()));
        gate(report.putObject("gate"));
        ArrayNode comparisons = report.putArray("comparisons");
        measured.comparisons().forEach(each -> comparison(comparisons.addObject(), each));
        measured.promotion().ifPresent(promotion -> report.set("promotion", tree(promotion)));
        if (!scores.classes().isEmpty()) {
            report.set("classes", tree(scores.classes()));
            report.set("confusion_matrix", tree(scores.confusionMatrix()));
        }
        report.set("worst", tree(scores.worst()));
        report.set("samples", tree(scores.samples()));
        return report;
    }

    private ObjectNode head() {
        ObjectNode report = WireJson.mapper().createObjectNode();
        report.put("model", evaluation.version().name())
                .put("version", evaluation.version().number())
                .put("model_id", evaluation.version().reference())
                .put("version_id", evaluation.version().id().value())
                .put("model_sha256", evaluation.version().artifact().sha256());
        report.put("job_id", evaluation.jobId().map(JobId::value).orElse(null));
        report.put("evaluation_id", evaluation.id().value())
                .put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        report.putObject("data")
                .put("source", source())
                .put("format", tree(rows.format()).asText())
                .put("rows_scored", measured.scores().rows())
                .put("rows_skipped", measured.scores().skippedRows());
        return report;
    }

    private void gate(ObjectNode node) {
        GateResult gate = measured.gate();
        node.put("passed", gate.passed());
        node.set("messages", tree(gate.messages()));
        node.set(
                "thresholds", tree(gate.checks().stream().map(Report::threshold).toList()));
    }

    private static ObjectNode threshold(GateResult.Check check) {
        ObjectNode node = WireJson.mapper().createObjectNode().put("metric", check.metric());
        node.put(check.atMost() ? "at_most" : "at_least", check.threshold());
        return node.put("value", check.value().orElse(null)).put("passed", check.passed());
    }

    private static void comparison(ObjectNode node, Comparison comparison) {
        node.put("with", comparison.with());
        ObjectNode metrics = node.putObject("metrics");
        for (PairedTest.Result result : comparison.results()) {
            ObjectNode each = metrics.putObject(result.metric());
            each.put("value", result.value())
                    .put("other", result.other())
                    .put("difference", result.difference())
                    .put("p", result.probability())
                    .put("test", result.test())
                    .put("rows", result.rows())
                    .put("verdict", result.verdict().name().toLowerCase(Locale.ROOT))
                    .put("words", result.words());
            each.set("interval", interval(result.interval()));
        }
    }

    /** JSON has no NaN: an interval that could not be found is null. */
    private static JsonNode interval(Interval interval) {
        return Double.isFinite(interval.low()) && Double.isFinite(interval.high())
                ? tree(interval)
                : WireJson.mapper().nullNode();
    }

    private static JsonNode tree(Object value) {
        return WireJson.mapper().valueToTree(value);
    }

    /** The checks that decide about deployment and promotion. */
    List<GateResult.Check> checks() {
        return measured.gate().checks();
    }
}
