package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.Promotion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came out of an evaluation.
 *
 * @param metrics values by standard name
 * @param samples rows scored
 * @param reports report and prediction files
 * @param intervals confidence intervals of the metrics, where there are rows enough
 * @param comparisons with other versions on the same rows
 * @param promotion whether an alias moves to the version
 */
public record Outcome(
        Map<String, Double> metrics,
        long samples,
        GateResult gate,
        List<ArtifactRef> reports,
        Map<String, Range> intervals,
        List<Comparison> comparisons,
        Optional<Promotion> promotion) {
    /** Outcomes of earlier releases lack the later fields. */
    @SuppressWarnings("NullAway")
    public Outcome {
        intervals = intervals == null ? Map.of() : Map.copyOf(intervals);
        comparisons = comparisons == null ? List.of() : List.copyOf(comparisons);
    }

    /** A confidence interval. */
    public record Range(double low, double high) {}

    /**
     * A paired test of two versions on the same rows.
     *
     * @param with {@code name/number} of the other version
     */
    public record Comparison(String with, List<Difference> metrics) {
        /** The test of a metric; absent where it could not be compared. */
        public Optional<Difference> of(String metric) {
            return metrics.stream()
                    .filter(difference -> difference.metric().equals(metric))
                    .findFirst();
        }
    }

    /**
     * One metric of two versions.
     *
     * @param interval of the difference; absent where there are too few rows
     * @param p probability that versions which are alike differ so much
     * @param verdict {@code better}, {@code worse} or {@code not_distinguishable}
     * @param words the same as a sentence
     */
    public record Difference(
            String metric,
            double value,
            double other,
            double difference,
            @Nullable Range interval,
            double p,
            String test,
            long rows,
            String verdict,
            String words) {}
}
