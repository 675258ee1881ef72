package dev.trainyard.evaluation.scoring;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer, as a line of {@code predictions_*.jsonl}.
 *
 * @param timestamp ISO 8601
 * @param inputId number of the row in the file, from 1, as {@code row-<n>}
 * @param confidence of a label its probability; of a text the geometric mean of the probabilities of its tokens, e to
 *     their mean log-probability
 * @param expected the reference; absent where the row only asks
 * @param metadata {@code finish_reason, latency_ms, correct, metrics, notes, …}
 */
record Prediction(
        String modelId,
        String timestamp,
        String inputId,
        String input,
        String output,
        @Nullable String expected,
        double confidence,
        Map<String, Object> metadata) {}
