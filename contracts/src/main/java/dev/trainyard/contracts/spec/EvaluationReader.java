package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads how a model is scored ({@code evaluation}). */
public final class EvaluationReader {
    private static final List<String> PLANNED_METRICS =
            List.of("bleu", "rouge", "key_point_coverage", "format_compliance", "refusal_accuracy");

    private EvaluationReader() {}

    /**
     * The section of a document by itself, with every default filled in.
     *
     * <p>Errors: INVALID_SPEC with all problems, fields named from {@code evaluation} on.
     */
    public static EvaluationSpec read(JsonNode section) {
        return Section.alone("evaluation", section, EvaluationReader::read);
    }

    static EvaluationSpec read(Section section) {
        EvaluationSpec read = new EvaluationSpec(
                section.texts("metrics"),
                section.text("data"),
                format(section),
                section.integer("every_steps", Bounds.between(0, Integer.MAX_VALUE), 0),
                section.flag("save_best_model", true),
                section.integer("max_samples", Bounds.between(1, 1_000_000), 200),
                section.integer("max_new_tokens", Bounds.between(1, 100_000), 64),
                thresholds(section.section("thresholds")));
        for (int i = 0; i < read.metrics().size(); i++) {
            checkMetric(section, "metrics[" + i + "]", read.metrics().get(i));
        }
        read.thresholds().keySet().stream()
                .filter(name -> !read.metrics().isEmpty() && !read.metrics().contains(name))
                .forEach(name -> section.problem(
                        "thresholds." + name, "is not among evaluation.metrics: add \"" + name + "\" there"));
        section.end();
        return read;
    }

    private static Optional<DataSpec.Format> format(Section section) {
        return section.has("format")
                ? Optional.of(section.choice("format", DataSpec.Format.JSONL, List.of()))
                : Optional.empty();
    }

    private static Map<String, Double> thresholds(Section section) {
        Map<String, Double> thresholds = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : section.entries()) {
            String metric = entry.getKey();
            if (section.field(metric) == null) {
                continue;
            }
            checkMetric(section, metric, metric);
            if (metric.equals("latency_ms")) {
                section.problem(metric, "a time has no least value: set a threshold for tokens_per_second instead");
            }
            thresholds.put(metric, section.number(metric, Bounds.between(0, 1e9), 0));
        }
        return thresholds;
    }

    private static void checkMetric(Section section, String key, String metric) {
        if (Metric.named(metric).isPresent()) {
            return;
        }
        String supported = "supported: " + String.join(", ", Metric.names());
        section.problem(
                Section.shown(key),
                PLANNED_METRICS.contains(metric)
                        ? "the metric " + metric + " is not supported by this release; " + supported
                        : "unknown metric \"" + Section.shown(metric) + "\""
                                + Spelling.suggestion(metric, Metric.names()) + " " + supported);
    }

    /** Metrics and thresholds that models of a task are not measured by, by field. */
    static List<Problem> misfits(EvaluationSpec evaluation, ModelSpec.Task task) {
        List<Problem> misfits = new ArrayList<>();
        for (int i = 0; i < evaluation.metrics().size(); i++) {
            String field = "evaluation.metrics[" + i + "]";
            Metric.misfit(evaluation.metrics().get(i), task).ifPresent(why -> misfits.add(new Problem(field, why)));
        }
        for (String name : evaluation.thresholds().keySet()) {
            Metric.misfit(name, task).ifPresent(why -> misfits.add(new Problem("evaluation.thresholds." + name, why)));
        }
        return misfits;
    }
}
