package dev.trainyard.evaluation.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A mean of the classes' F1. Classes that no row has and none was taken for count in no mean; a quotient by 0 is 0.
 * Source: the definitions of scikit-learn.
 *
 * @param column {@link ClassMetrics#CLASSES}
 * @param classes number of classes
 */
public record ClassMeasure(Column column, int classes, Mean mean) implements Measure {
    /** How the classes' F1 become one number. */
    public enum Mean {
        /** Each class counts once. */
        MACRO("f1_score", "macro: the mean over all labels that occur, of the harmonic mean of precision and recall"),
        /** Each class counts by its rows. */
        WEIGHTED("f1_weighted", "the mean of the labels' F1, each counting by its rows"),
        /** Rows right and wrong over all classes together. */
        MICRO("f1_micro", "F1 over all rows together, which equals accuracy where each row has one label");

        private final String metric;
        private final String definition;

        Mean(String metric, String definition) {
            this.metric = metric;
            this.definition = definition;
        }

        /** Name of the metric. */
        public String metric() {
            return metric;
        }

        /** How it is computed. */
        public String definition() {
            return definition;
        }
    }

    @Override
    public int rows() {
        return column.size();
    }

    /** Rows of each class, then rows taken for it, then rows rightly taken for it. */
    @Override
    public int width() {
        return 3 * classes;
    }

    @Override
    public void add(int row, double times, double[] sums, int offset) {
        int expected = (int) column.entry(row, 0);
        int answered = (int) column.entry(row, 1);
        sums[offset + expected] += times;
        sums[offset + classes + answered] += times;
        if (expected == answered) {
            sums[offset + 2 * classes + expected] += times;
        }
    }

    @Override
    public double value(double[] sums, int offset) {
        double rows = Arrays.stream(sums, offset, offset + classes).sum();
        return switch (mean) {
            case MACRO ->
                present(sums, offset)
                        .mapToDouble(c -> f1(sums, offset, c))
                        .average()
                        .orElse(Double.NaN);
            case WEIGHTED ->
                present(sums, offset)
                                .mapToDouble(c -> f1(sums, offset, c) * sums[offset + c])
                                .sum()
                        / rows;
            case MICRO ->
                Arrays.stream(sums, offset + 2 * classes, offset + 3 * classes).sum() / rows;
        };
    }

    private IntStream present(double[] sums, int offset) {
        return IntStream.range(0, classes).filter(c -> sums[offset + c] + sums[offset + classes + c] > 0);
    }

    private double f1(double[] sums, int offset, int c) {
        return 2 * sums[offset + 2 * classes + c] / (sums[offset + c] + sums[offset + classes + c]);
    }
}
