package dev.trainyard.evaluation.domain;

import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param rows rows scored
 * @param skippedRows rows that could not be scored, such as ones without supervised tokens
 * @param metrics quality by standard name: {@code perplexity}, {@code token_accuracy}, {@code exact_match}, …
 * @param metricRows rows that each metric is computed from
 * @param notApplicable why rows have no value for a metric, by its name
 * @param inferenceTime of the generated answers, milliseconds: {@code mean_ms, p50_ms, p95_ms}; empty where none were
 * @param memoryUsage of the scoring process, bytes
 * @param definitions how each metric is computed
 * @param samples the first generated answers
 * @param worst the answers that did worst, the worst first
 * @param classes of a classifier each class; empty for other models
 * @param confusionMatrix rows by class expected, then answered, in the order of {@code classes}
 */
public record Scores(
        long rows,
        long skippedRows,
        Map<String, Double> metrics,
        Map<String, Long> metricRows,
        Map<String, String> notApplicable,
        Map<String, Double> inferenceTime,
        Map<String, Double> memoryUsage,
        Map<String, String> definitions,
        List<Sample> samples,
        List<Sample> worst,
        List<ClassScore> classes,
        List<List<Long>> confusionMatrix) {

    /**
     * One class of a classifier.
     *
     * @param support rows of it
     */
    public record ClassScore(String label, double precision, double recall, double f1Score, long support) {}

    /**
     * A row with what was expected and what the model said.
     *
     * @param expected empty where the row has no reference
     * @param notes what is wrong with the answer
     */
    public record Sample(
            String inputId, String input, String output, String expected, boolean correct, List<String> notes) {}
}
