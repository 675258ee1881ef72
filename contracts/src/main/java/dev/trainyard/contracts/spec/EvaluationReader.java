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
    private static final int MAX_NEW_TOKENS = 64;

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
                section.integer("max_new_tokens", Bounds.between(1, 100_000), MAX_NEW_TOKENS),
                thresholds(section.section("thresholds")),
                section.integer("stride", Bounds.between(0, 1_000_000), 0),
                section.texts("refusal_phrases"),
                Confidence.read(section.section("confidence")),
                PromotionSpec.read(section));
        phrases(section, read.refusalPhrases());
        if (read.format().isPresent() && read.data().isEmpty() && !section.doubtful("data")) {
            section.problem("format", "says how data is written, but no data is named: name it, or leave format out");
        }
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

    /** What cannot be asked for of models of a task, by field from {@code evaluation} on; nothing of it is ignored. */
    public static List<Problem> misfits(EvaluationSpec evaluation, ModelSpec.Task task) {
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
        if (task == ModelSpec.Task.SEQUENCE_CLASSIFICATION) {
            misfits.addAll(ofLanguageModels(evaluation));
        }
        return misfits;
    }

    /** Settings that a classifier has no use for. */
    private static List<Problem> ofLanguageModels(EvaluationSpec evaluation) {
        List<Problem> misfits = new ArrayList<>();
        if (evaluation.stride() != 0) {
            misfits.add(new Problem(
                    "evaluation.stride",
                    "is for language models: a classifier reads a text once, cut after max_length; leave it out"));
        }
        if (evaluation.maxNewTokens() != MAX_NEW_TOKENS) {
            misfits.add(new Problem(
                    "evaluation.max_new_tokens",
                    "is for language models: a classifier answers with a label, not with tokens; leave it out"));
        }
        if (!evaluation.refusalPhrases().isEmpty()) {
            misfits.add(new Problem(
                    "evaluation.refusal_phrases",
                    "are for language models: a classifier answers with a label, which refuses nothing; leave them"
                            + " out"));
        }
        if (evaluation.format().equals(Optional.of(DataSpec.Format.TEXT))) {
            misfits.add(new Problem(
                    "evaluation.format",
                    "plain text has no labels: give rows of text and label as jsonl, json or csv"));
        }
        return misfits;
    }
}
