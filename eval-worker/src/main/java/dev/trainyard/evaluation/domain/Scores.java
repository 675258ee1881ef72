package dev.trainyard.evaluation.domain;

import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param rows rows scored
 * @param skippedRows rows that could not be scored, such as ones without supervised tokens
 * @param metrics quality by standard name: {@code perplexity}, {@code token_accuracy}, {@code exact_match}, …
 * @param inferenceTime of the generated answers, milliseconds: {@code mean_ms, p50_ms, p95_ms}; empty where none were
 * @param memoryUsage of the scoring process, bytes
 * @param definitions how each metric is computed
 * @param samples the first generated answers
 */
public record Scores(
        long rows,
        long skippedRows,
        Map<String, Double> metrics,
        Map<String, Double> inferenceTime,
        Map<String, Double> memoryUsage,
        Map<String, String> definitions,
        List<Sample> samples) {

    /** A row with what was expected and what the model said. */
    public record Sample(String inputId, String input, String output, String expected, boolean correct) {}
}
