package dev.trainyard.gateway.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far training is.
 *
 * @param totalSteps optimizer steps planned, 0 while not known
 * @param metrics newest value of each metric
 * @param etaSeconds expected time from {@code at} to the end of training
 * @param at when this was measured, by the worker
 */
public record Progress(
        long step,
        long totalSteps,
        double epoch,
        Map<String, Double> metrics,
        Optional<Double> etaSeconds,
        Optional<Instant> at) {

    /** More metrics than any job has; a spec of a newer worker cannot grow the record without end. */
    private static final int MOST_METRICS = 200;

    public Progress {
        metrics = Map.copyOf(metrics);
    }

    /** Nothing done yet. */
    public static Progress none() {
        return new Progress(0, 0, 0, Map.of(), Optional.empty(), Optional.empty());
    }

    /** From 0 to 1. */
    public double share() {
        return totalSteps <= 0 ? 0 : Math.min(1.0, (double) step / totalSteps);
    }

    /** When training will probably end. */
    public Optional<Instant> estimatedCompletion() {
        return at.flatMap(from -> etaSeconds.map(eta -> from.plusMillis((long) (eta * 1000))));
    }

    Progress withMetrics(Map<String, Double> newer) {
        Map<String, Double> merged = new TreeMap<>(metrics);
        newer.forEach((name, value) -> {
            if (Double.isFinite(value) && (merged.size() < MOST_METRICS || merged.containsKey(name))) {
                merged.put(name, value);
            }
        });
        return new Progress(step, totalSteps, epoch, merged, etaSeconds, at);
    }

    /** The end of a run: nothing is expected any more. */
    Progress ended() {
        return new Progress(step, totalSteps, epoch, metrics, Optional.empty(), Optional.empty());
    }
}
