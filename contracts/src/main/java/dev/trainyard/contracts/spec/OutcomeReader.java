package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what happens with the trained model ({@code evaluation}, {@code deployment}) and the labels. */
final class OutcomeReader {
    private static final List<String> METRICS = List.of(
            "loss",
            "perplexity",
            "token_accuracy",
            "exact_match",
            "tokens_per_second",
            "latency_ms",
            "accuracy",
            "f1_score",
            "f1_weighted",
            "f1_micro");
    private static final List<String> PLANNED_METRICS =
            List.of("bleu", "rouge", "key_point_coverage", "format_compliance", "refusal_accuracy");
    private static final int MOST_LABELS = 64;

    private OutcomeReader() {}

    static EvaluationSpec evaluation(Section section) {
        EvaluationSpec read = new EvaluationSpec(
                section.texts("metrics"),
                section.text("data"),
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
        if (METRICS.contains(metric)) {
            return;
        }
        String supported = "supported: " + String.join(", ", METRICS);
        section.problem(
                Section.shown(key),
                PLANNED_METRICS.contains(metric)
                        ? "the metric " + metric + " is not supported by this release; " + supported
                        : "unknown metric \"" + Section.shown(metric) + "\"" + Spelling.suggestion(metric, METRICS)
                                + " " + supported);
    }

    static DeploymentSpec deployment(Section section) {
        DeploymentSpec read = new DeploymentSpec(
                section.flag("auto_deploy", false),
                section.choice(
                        "deployment_target", DeploymentSpec.Target.LOCAL, List.of("ollama", "kubernetes", "openai")),
                section.flag("health_check_enabled", true),
                section.flag("auto_rollback", true),
                section.integer("health_check_timeout_seconds", Bounds.between(1, 3600), 120));
        section.end();
        return read;
    }

    static Map<String, String> metadata(Section section) {
        Map<String, String> labels = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : section.entries()) {
            JsonNode value = entry.getValue();
            if (value.isContainerNode()
                    || entry.getKey().length() > 128
                    || value.asText().length() > 1024) {
                section.problem(
                        Section.shown(entry.getKey()),
                        "expected a name of at most 128 and a text of at most 1024 characters");
            } else if (!value.isNull()) {
                labels.put(entry.getKey(), value.asText());
            }
        }
        if (labels.size() > MOST_LABELS) {
            section.problem("", labels.size() + " labels: at most " + MOST_LABELS + " are kept");
        }
        return labels;
    }
}
