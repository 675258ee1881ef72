package dev.trainyard.evaluation.app;

import dev.trainyard.evaluation.domain.Outcome;
import dev.trainyard.evaluation.domain.Outcome.Range;
import dev.trainyard.evaluation.statistics.Interval;
import dev.trainyard.evaluation.statistics.PairedTest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Results of statistics as an outcome keeps them. */
final class Outcomes {
    private Outcomes() {}

    /** Intervals that could be found. */
    static Map<String, Range> ranges(Map<String, Interval> intervals) {
        Map<String, Range> ranges = new TreeMap<>();
        intervals.forEach((name, interval) -> range(interval).ifPresent(range -> ranges.put(name, range)));
        return ranges;
    }

    private static Optional<Range> range(Interval interval) {
        return Double.isFinite(interval.low()) && Double.isFinite(interval.high())
                ? Optional.of(new Range(interval.low(), interval.high()))
                : Optional.empty();
    }

    static Outcome.Comparison comparison(Comparison comparison) {
        return new Outcome.Comparison(
                comparison.with(),
                comparison.results().stream().map(Outcomes::difference).toList());
    }

    private static Outcome.Difference difference(PairedTest.Result result) {
        return new Outcome.Difference(
                result.metric(),
                result.value(),
                result.other(),
                result.difference(),
                range(result.interval()).orElse(null),
                result.probability(),
                result.test(),
                result.rows(),
                result.verdict().name().toLowerCase(Locale.ROOT),
                result.words());
    }
}
