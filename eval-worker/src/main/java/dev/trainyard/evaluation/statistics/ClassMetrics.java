package dev.trainyard.evaluation.statistics;

import java.util.List;
import java.util.OptionalInt;

/** The metrics of classifiers that are no function of which class was taken for which; see {@link ClassMeasure}. */
public final class ClassMetrics {
    /** Negative log-likelihood of the label in nats, 1. */
    public static final String LIKELIHOOD = "label_likelihood";
    /** Whether the label is right, 1. */
    public static final String ACCURACY = "accuracy";
    /** Number of the class expected, of the class answered. */
    public static final String CLASSES = "classes";

    /** All of them, in the order of reports; the F1 means stand between accuracy and time. */
    public static final List<Metric> ALL = List.of(
            new Metric(
                    "loss",
                    LIKELIHOOD,
                    sums -> sums[0] / sums[1],
                    true,
                    OptionalInt.empty(),
                    "mean negative log-likelihood of the rows' labels, nats"),
            new Metric(
                    "accuracy",
                    ACCURACY,
                    sums -> sums[0] / sums[1],
                    false,
                    OptionalInt.of(0),
                    "share of the rows that got their label"),
            new Metric(
                    "latency_ms",
                    TextMetrics.ANSWER,
                    sums -> sums[0] / sums[2],
                    true,
                    OptionalInt.empty(),
                    "mean time of one answer, one at a time, milliseconds"));

    private ClassMetrics() {}
}
