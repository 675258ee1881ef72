package dev.trainyard.train;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How often rows of each class were taken for which class, and the measures that follow. Classes that no row has and
 * none was taken for count in no mean; a quotient by 0 is 0. Source: the definitions of scikit-learn.
 *
 * <p>Immutable.
 */
public final class ConfusionMatrix {
    private final long[][] counts;

    /** Counts by class expected, then predicted; square. */
    public ConfusionMatrix(long[][] counts) {
        this.counts = IntStream.range(0, counts.length)
                .mapToObj(i -> counts[i].clone())
                .toArray(long[][]::new);
    }

    /** A matrix of predictions, of rows in the same order. */
    public static ConfusionMatrix of(int classes, int[] expected, int[] predicted) {
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < expected.length; i++) {
            counts[expected[i]][predicted[i]]++;
        }
        return new ConfusionMatrix(counts);
    }

    /** The counts of both. */
    public ConfusionMatrix plus(ConfusionMatrix other) {
        long[][] sum = new long[counts.length][counts.length];
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < sum.length; j++) {
                sum[i][j] = counts[i][j] + other.counts[i][j];
            }
        }
        return new ConfusionMatrix(sum);
    }

    /** Number of classes. */
    public int classes() {
        return counts.length;
    }

    /** Rows of one class that were taken for another, or for the same. */
    public long count(int expected, int predicted) {
        return counts[expected][predicted];
    }

    /** Number of rows. */
    public long rows() {
        return IntStream.range(0, classes()).mapToLong(this::support).sum();
    }

    /** Number of rows of a class. */
    public long support(int label) {
        return LongStream.of(counts[label]).sum();
    }

    private long predicted(int label) {
        return IntStream.range(0, classes()).mapToLong(i -> counts[i][label]).sum();
    }

    /** Share of the rows that were taken for their class; equals the micro mean of F1. */
    public double accuracy() {
        long correct =
                IntStream.range(0, classes()).mapToLong(i -> counts[i][i]).sum();
        return quotient(correct, rows());
    }

    /** Share of the rows taken for a class that have it. */
    public double precision(int label) {
        return quotient(counts[label][label], predicted(label));
    }

    /** Share of the rows of a class that were taken for it. */
    public double recall(int label) {
        return quotient(counts[label][label], support(label));
    }

    /** The harmonic mean of precision and recall. */
    public double f1(int label) {
        return quotient(2.0 * counts[label][label], support(label) + predicted(label));
    }

    /** The mean of the classes' F1, each counting once. */
    public double macroF1() {
        return present().mapToDouble(this::f1).average().orElse(0);
    }

    /** The mean of the classes' F1, each counting by its rows. */
    public double weightedF1() {
        return quotient(
                present().mapToDouble(label -> f1(label) * support(label)).sum(), rows());
    }

    private IntStream present() {
        return IntStream.range(0, classes()).filter(label -> support(label) + predicted(label) > 0);
    }

    private static double quotient(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
