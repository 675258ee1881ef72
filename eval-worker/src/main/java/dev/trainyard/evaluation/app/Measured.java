package dev.trainyard.evaluation.app;

import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.evaluation.domain.GateResult;
import dev.trainyard.evaluation.domain.Scores;
import dev.trainyard.evaluation.statistics.Interval;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a version after scoring.
 *
 * @param scores all that scoring found
 * @param metrics of them the ones that are asked for
 * @param intervals of these, where there are rows enough
 * @param comparisons with other versions on the same rows
 * @param promotion whether an alias moves to the version, where the spec names one
 */
record Measured(
        Scores scores,
        Map<String, Double> metrics,
        Map<String, Interval> intervals,
        GateResult gate,
        List<Comparison> comparisons,
        Optional<Promotion> promotion) {}
