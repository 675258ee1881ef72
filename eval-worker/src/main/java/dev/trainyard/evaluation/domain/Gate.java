package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.spec.Metric;
import dev.trainyard.evaluation.domain.GateResult.Check;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares measured values with the thresholds of a spec. */
public final class Gate {
    private Gate() {}

    /** A gate without thresholds lets everything pass; a threshold for something not measured does not hold. */
    public static GateResult check(Map<String, Double> metrics, Map<String, Double> thresholds) {
        List<Check> checks = new TreeMap<>(thresholds)
                .entrySet().stream()
                        .map(threshold -> check(metrics, threshold.getKey(), threshold.getValue()))
                        .toList();
        return new GateResult(checks.stream().allMatch(Check::passed), checks);
    }

    /** Whether less is better: perplexity, losses, times and rates of what should not be. */
    static boolean lowerIsBetter(String metric) {
        return Metric.named(metric).map(Metric::lowerIsBetter).orElse(metric.endsWith("_loss"));
    }

    private static Check check(Map<String, Double> metrics, String metric, double threshold) {
        boolean atMost = lowerIsBetter(metric);
        Double value = metrics.get(metric);
        if (value == null) {
            String measured = metrics.keySet().stream().sorted().collect(Collectors.joining(", "));
            return new Check(
                    metric,
                    threshold,
                    Optional.empty(),
                    atMost,
                    "%s was not measured, so its threshold %s does not hold; measured were: %s"
                            .formatted(metric, number(threshold), measured));
        }
        boolean holds = atMost ? value <= threshold : value >= threshold;
        String message = holds
                ? ""
                : "%s is %s, %s by %s: expected %s %s"
                        .formatted(
                                metric,
                                number(value),
                                atMost ? "too high" : "too low",
                                number(Math.abs(value - threshold)),
                                atMost ? "at most" : "at least",
                                number(threshold));
        return new Check(metric, threshold, Optional.of(value), atMost, message);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
