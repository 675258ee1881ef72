package dev.trainyard.evaluation.statistics;

/**
 * One model's number less another's, of the same rows in the same order: drawing a row draws it for both.
 *
 * @param other of the model that is compared with
 */
record Difference(Measure own, Measure other) implements Measure {
    Difference {
        if (own.rows() != other.rows()) {
            throw new IllegalArgumentException(
                    "the models have %d and %d rows: they must be the same ones".formatted(own.rows(), other.rows()));
        }
    }

    @Override
    public int rows() {
        return own.rows();
    }

    @Override
    public int width() {
        return own.width() + other.width();
    }

    @Override
    public void add(int row, double times, double[] sums, int offset) {
        own.add(row, times, sums, offset);
        other.add(row, times, sums, offset + own.width());
    }

    /** What the row counts where the models change places. */
    void addSwapped(int row, double[] sums) {
        other.add(row, 1, sums, 0);
        own.add(row, 1, sums, own.width());
    }

    @Override
    public double value(double[] sums, int offset) {
        return own.value(sums, offset) - other.value(sums, offset + own.width());
    }
}
