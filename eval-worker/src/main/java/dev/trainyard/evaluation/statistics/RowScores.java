package dev.trainyard.evaluation.statistics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What every row counts, by column: all that is needed to compute metrics and their intervals, and to compare with
 * another model. Not thread-safe.
 */
public final class RowScores {
    private final List<String> labels;
    private final Map<String, Column> columns = new TreeMap<>();

    /** @param labels names of a classifier's classes in the order of their numbers; empty for other models */
    public RowScores(List<String> labels) {
        this.labels = List.copyOf(labels);
    }

    /**
     * Adds what a row counts.
     *
     * @param row its number in the file
     */
    public void add(String column, long row, double... entries) {
        columns.computeIfAbsent(column, name -> new Column(entries.length)).add(row, entries);
    }

    /** Names of the classes. */
    public List<String> labels() {
        return labels;
    }

    /** A column; absent where no row has it. */
    public Optional<Column> column(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    /** Rows that are in any column. */
    public SortedSet<Long> rows() {
        SortedSet<Long> rows = new TreeSet<>();
        columns.values().forEach(column -> {
            for (int i = 0; i < column.size(); i++) {
                rows.add(column.row(i));
            }
        });
        return rows;
    }

    Map<String, Column> columns() {
        return columns;
    }

    /** A metric with the rows it is computed from. */
    public record Entry(String name, String definition, boolean lowerIsBetter, Measure measure) {}

    /** Every metric that the rows have a value for, in the order of reports. */
    public List<Entry> metrics() {
        return RowMetrics.of(this);
    }
}
