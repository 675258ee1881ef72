package dev.trainyard.evaluation.statistics;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/**
 * A named number of a column of sums.
 *
 * @param column the {@link RowScores} column it is made of
 * @param value the number of the column's sums; NaN where they hold nothing to tell it from
 * @param lowerIsBetter whether less is better
 * @param hit the entry that is 1 for rows that are right and 0 for others, where rows are either
 * @param definition how it is computed, as printed beside it
 */
public record Metric(
        String name,
        String column,
        ToDoubleFunction<double[]> value,
        boolean lowerIsBetter,
        OptionalInt hit,
        String definition) {

    /** The number of the rows of its column. */
    public Measure of(Column rows) {
        return new OfColumn(rows, value);
    }

    private record OfColumn(Column column, ToDoubleFunction<double[]> function) implements Measure {
        @Override
        public int rows() {
            return column.size();
        }

        @Override
        public int width() {
            return column.width();
        }

        @Override
        public void add(int row, double times, double[] sums, int offset) {
            for (int at = 0; at < column.width(); at++) {
                sums[offset + at] += times * column.entry(row, at);
            }
        }

        @Override
        public double value(double[] sums, int offset) {
            return function.applyAsDouble(Arrays.copyOfRange(sums, offset, offset + column.width()));
        }
    }
}
