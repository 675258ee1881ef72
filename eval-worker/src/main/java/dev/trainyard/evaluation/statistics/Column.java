package dev.trainyard.evaluation.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What rows count towards a group of metrics: a vector of one length for each row that has it. Not thread-safe. */
public final class Column {
    private final int width;
    private long[] rows = new long[16];
    private double[] values;
    private int size;

    /** An empty column. */
    Column(int width) {
        this.width = width;
        this.values = new double[16 * width];
    }

    void add(long row, double... entries) {
        if (entries.length != width) {
            throw new IllegalArgumentException("row " + row + " has " + entries.length + " entries, expected " + width);
        }
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            values = Arrays.copyOf(values, size * 2 * width);
        }
        rows[size] = row;
        System.arraycopy(entries, 0, values, size * width, width);
        size++;
    }

    /** Number of rows. */
    public int size() {
        return size;
    }

    /** Entries of each row. */
    public int width() {
        return width;
    }

    /** The number of the row in its file. */
    public long row(int index) {
        return rows[index];
    }

    /** One entry of one row. */
    public double entry(int index, int at) {
        return values[index * width + at];
    }

    /** The rows that another column has as well, in its order. */
    Column inOrderOf(Column other) {
        Map<Long, Integer> places = places();
        Column shared = new Column(width);
        for (int i = 0; i < other.size; i++) {
            Integer place = places.get(other.rows[i]);
            if (place != null) {
                shared.add(other.rows[i], Arrays.copyOfRange(values, place * width, (place + 1) * width));
            }
        }
        return shared;
    }

    private Map<Long, Integer> places() {
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < size; i++) {
            places.put(rows[i], i);
        }
        return places;
    }
}
