package dev.trainyard.evaluation.statistics;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * Confidence intervals by drawing as many rows as there are, with replacement, again and again. Source: Efron and
 * Tibshirani, An Introduction to the Bootstrap (1993), chapters 13 and 14; BCa as {@code scipy.stats.bootstrap}.
 *
 * @param level share of the intervals that hold the true value, such as 0.95
 * @param resamples how many sets of rows are drawn
 * @param seed equal seeds give equal intervals
 */
public record Bootstrap(Method method, double level, int resamples, long seed) {
    /** How the interval is read from the drawn values. */
    public enum Method {
        /** Between the quantiles of the drawn values. */
        PERCENTILE,
        /** The same, corrected for bias and for spread that changes with the value. */
        BCA
    }

    /** The interval of a number. Fewer than two rows, or no draw with a value, have none: NaN on both sides. */
    public Interval interval(Measure measure) {
        double[] drawn = draws(measure);
        double tail = (1 - level) / 2;
        double low = tail;
        double high = 1 - tail;
        Method used = Method.PERCENTILE;
        if (method == Method.BCA && drawn.length > 0) {
            double bias = Normal.quantile(shareBelow(drawn, measure.value()));
            double acceleration = acceleration(measure);
            double lowest = corrected(bias, acceleration, tail);
            double highest = corrected(bias, acceleration, 1 - tail);
            if (!Double.isNaN(lowest + highest)) {
                low = lowest;
                high = highest;
                used = Method.BCA;
            }
        }
        return new Interval(
                quantile(drawn, low),
                quantile(drawn, high),
                level,
                used.name().toLowerCase(Locale.ROOT),
                resamples,
                spread(drawn));
    }

    /** The interval of one model's number less another's, of the same rows. */
    public Interval difference(Measure own, Measure other) {
        return interval(new Difference(own, other));
    }

    /** Values of drawn rows, sorted; draws without a value, such as an F1 without positives, are left out. */
    private double[] draws(Measure measure) {
        if (measure.rows() < 2) {
            return new double[0];
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] sums = new double[measure.width()];
        double[] values = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            Arrays.fill(sums, 0);
            for (int row = 0; row < measure.rows(); row++) {
                measure.add(random.nextInt(measure.rows()), 1, sums, 0);
            }
            values[i] = measure.value(sums, 0);
        }
        return DoubleStream.of(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    }

    private static double spread(double... drawn) {
        double mean = DoubleStream.of(drawn).average().orElse(Double.NaN);
        double squares = DoubleStream.of(drawn).map(v -> Math.pow(v - mean, 2)).sum();
        return drawn.length < 2 ? Double.NaN : Math.sqrt(squares / (drawn.length - 1));
    }

    /** Of a value that many draws equal, half of them count as below. */
    static double shareBelow(double[] sorted, double value) {
        long below = DoubleStream.of(sorted).filter(v -> v < value).count();
        long upTo = DoubleStream.of(sorted).filter(v -> v <= value).count();
        return (below + upTo) / (2.0 * sorted.length);
    }

    static double corrected(double bias, double acceleration, double tail) {
        double z = bias + Normal.quantile(tail);
        return Normal.cumulative(bias + z / (1 - acceleration * z));
    }

    /** How the spread changes with the value, told by leaving out each row in turn. */
    static double acceleration(Measure measure) {
        double[] sums = new double[measure.width()];
        for (int row = 0; row < measure.rows(); row++) {
            measure.add(row, 1, sums, 0);
        }
        double[] without = new double[measure.rows()];
        for (int row = 0; row < measure.rows(); row++) {
            double[] rest = sums.clone();
            measure.add(row, -1, rest, 0);
            without[row] = measure.value(rest, 0);
        }
        double mean = DoubleStream.of(without).average().orElse(Double.NaN);
        double squares =
                DoubleStream.of(without).map(v -> Math.pow(mean - v, 2)).sum();
        double cubes = DoubleStream.of(without).map(v -> Math.pow(mean - v, 3)).sum();
        return cubes / (6 * Math.pow(squares, 1.5));
    }

    /** Between two values in proportion, as numpy's default. */
    static double quantile(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
