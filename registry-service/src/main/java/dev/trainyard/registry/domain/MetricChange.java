package dev.trainyard.registry.domain;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A metric of one version beside that of another.
 *
 * @param before empty where the other version does not have it
 * @param value empty where this version does not have it
 * @param change value less before
 * @param better whether the change is an improvement; empty without a change, and for metrics that are neither good nor
 *     bad
 */
public record MetricChange(
        Optional<Double> before, Optional<Double> value, Optional<Double> change, Optional<Boolean> better) {
    private static final Set<String> LOSSES = Set.of(
            "loss",
            "train_loss",
            "validation_loss",
            "perplexity",
            "over_refusal_rate",
            "latency_millis",
            "unanswered",
            "expected_calibration_error");
    private static final Set<String> SCORES = Set.of("f1", "bleu", "exact_match", "key_point_coverage");

    /** All metrics of both, by name. */
    public static Map<String, MetricChange> between(Map<String, Double> before, Map<String, Double> now) {
        Map<String, MetricChange> changes = new TreeMap<>();
        before.keySet().forEach(name -> changes.put(name, of(name, before, now)));
        now.keySet().forEach(name -> changes.computeIfAbsent(name, missing -> of(missing, before, now)));
        return changes;
    }

    private static MetricChange of(String name, Map<String, Double> before, Map<String, Double> now) {
        Optional<Double> old = Optional.ofNullable(before.get(name));
        Optional<Double> value = Optional.ofNullable(now.get(name));
        Optional<Double> change = old.flatMap(from -> value.map(to -> to - from));
        Optional<Boolean> better =
                change.filter(by -> by != 0).flatMap(by -> higherIsBetter(name).map(higher -> higher == by > 0));
        return new MetricChange(old, value, change, better);
    }

    private static Optional<Boolean> higherIsBetter(String name) {
        if (LOSSES.contains(name) || name.endsWith("_loss") || name.endsWith("perplexity")) {
            return Optional.of(false);
        }
        boolean score = SCORES.contains(name)
                || name.contains("accuracy")
                || name.contains("f1_")
                || name.startsWith("rouge")
                || name.startsWith("bleu")
                || name.endsWith("precision")
                || name.endsWith("recall")
                || name.endsWith("compliance")
                || name.endsWith("coverage");
        return score ? Optional.of(true) : Optional.empty();
    }
}
