package dev.trainyard.evaluation.scoring;

import dev.trainyard.evaluation.statistics.Metric;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.TextMetrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Why rows have no value for a metric of language models: a missing field must not read as a score of 0. */
final class NotApplicable {
    private NotApplicable() {}

    static Map<String, String> of(RowScores scores, long rows) {
        Set<String> measured =
                scores.metrics().stream().map(RowScores.Entry::name).collect(Collectors.toSet());
        Map<String, String> reasons = new LinkedHashMap<>();
        for (Metric metric : TextMetrics.ALL) {
            if (!measured.contains(metric.name())) {
                reasons.put(metric.name(), "none of the " + rows + " rows " + missing(metric));
            }
        }
        return reasons;
    }

    private static String missing(Metric metric) {
        return switch (metric.column()) {
            case TextMetrics.LIKELIHOOD -> "has an answer or text to find the likelihood of";
            case TextMetrics.ANSWER -> "asks anything: give prompt or messages";
            case TextMetrics.KEY_POINTS -> "carries key_points";
            case TextMetrics.FORMAT -> "carries format";
            case TextMetrics.REFUSAL ->
                switch (metric.name()) {
                    case "refusal_recall" -> "carries should_refuse: true";
                    case "over_refusal_rate" -> "carries should_refuse: false";
                    default -> "carries should_refuse";
                };
            default -> "asks something and has an answer to compare with: give prompt and completion, or messages";
        };
    }
}
