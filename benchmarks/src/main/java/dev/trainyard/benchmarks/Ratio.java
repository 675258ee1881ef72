package dev.trainyard.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** The spread of a number over rounds: quartiles by linear interpolation. */
record Ratio(double median, double lower, double upper) {
    static Ratio of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no rounds were run: 1 or more are needed");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Ratio(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", median, lower, upper);
    }
}
