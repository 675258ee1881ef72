package dev.trainyard.data;

import java.util.List;

/** Rows that go through the model together. */
public record Batch(List<Example> rows) {
    public Batch {
        rows = List.copyOf(rows);
    }

    /** The rows, all of which are of this kind. */
    public <E extends Example> List<E> rowsOf(Class<E> kind) {
        return rows.stream().map(kind::cast).toList();
    }

    /** Number of rows. */
    public int size() {
        return rows.size();
    }

    /** Number of tokens. */
    public long tokens() {
        return rows.stream().mapToLong(Example::length).sum();
    }

    /** Number of things it teaches. */
    public long supervised() {
        return rows.stream().mapToLong(Example::supervised).sum();
    }

    /** What its losses weigh in the mean of a step. */
    public double weight() {
        return rows.stream().mapToDouble(Example::weight).sum();
    }

    /** Where the rows come from. */
    public List<RowOrigin> origins() {
        return rows.stream().map(Example::origin).toList();
    }
}
