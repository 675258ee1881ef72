package dev.trainyard.evaluation.statistics;

import java.util.stream.IntStream;

/**
 * A number about many rows: each row adds to a vector of sums, and the number is a function of the sums. That is enough
 * to draw rows again, or to give them to another model, without scoring anything twice.
 */
public interface Measure {
    /** Number of rows. */
    int rows();

    /** Length of the vector. */
    int width();

    /** Adds what a row counts, {@code times} over (which may be negative), to the sums from {@code offset} on. */
    void add(int row, double times, double[] sums, int offset);

    /** The number of the sums from {@code offset} on; NaN where they hold nothing to tell it from. */
    double value(double[] sums, int offset);

    /** The number of all rows. */
    default double value() {
        double[] sums = new double[width()];
        IntStream.range(0, rows()).forEach(row -> add(row, 1, sums, 0));
        return value(sums, 0);
    }
}
