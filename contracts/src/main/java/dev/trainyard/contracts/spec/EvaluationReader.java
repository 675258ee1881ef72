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
                section.texts("metrics").stream().map(Metric::usual).distinct().toList(),
                section.text("data"),
                format(section),
                section.integer("every_steps", Bounds.between(0, Integer.MAX_VALUE), 0),
                section.flag("save_best_model", true),
                section.integer("max_samples", Bounds.between(1, 1_000_000), 200),
                section.integer("max_new_tokens", Bounds.between(1, 100_000), 64),
                thresholds(section.section("thresholds")),
                section.integer("stride", Bounds.between(0, 1_000_000), 0),
                section.texts("refusal_phrases"),
                Confidence.read(section.section("confidence")),
                PromotionSpec.read(section));
        phrases(section, read.refusalPhrases());
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
            thresholds.put(Metric.usual(metric), section.number(metric, Bounds.between(0, 1e9), 0));
        }
        return thresholds;
    }

    private static void phrases(Section section, List<String> phrases) {
        for (int i = 0; i < phrases.size(); i++) {
            if (phrases.get(i).codePoints().noneMatch(Character::isLetterOrDigit)) {
                section.problem(
                        "refusal_phrases[" + i + "]",
                        "\"" + Section.shown(phrases.get(i)) + "\" has no letter or digit: every answer would have it");
            }
        }
    }

    private static void checkMetric(Section section, String key, String metric) {
        if (Metric.named(Metric.usual(metric)).isPresent()) {
            return;
        }
        String supported = "supported: " + String.join(", ", Metric.names());
        section.problem(
                Section.shown(key),
                "unknown metric \"" + Section.shown(metric) + "\"" + Spelling.suggestion(metric, Metric.names()) + " "
                        + supported);
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
        evaluation
                .promotion()
                .flatMap(PromotionSpec::metric)
                .flatMap(name -> Metric.misfit(name, task))
                .ifPresent(why -> misfits.add(new Problem("evaluation.promotion.metric", why)));
        return misfits;
    }
}
