package dev.trainyard.data;

import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

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

    /**
     * The rows that process {@code rank} of {@code size} takes: every row goes to one of them, the longest first, each
     * to the one that has the fewest tokens so far. The same on all of them; the rows keep their order.
     */
    public Batch share(int rank, int size) {
        List<Example> longestFirst = rows.stream()
                .sorted(Comparator.comparingInt(Example::length).reversed())
                .toList();
        long[] tokens = new long[size];
        Set<Example> mine = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Example row : longestFirst) {
            int taker = fewest(tokens);
            tokens[taker] += row.length();
            if (taker == rank) {
                mine.add(row);
            }
        }
        return new Batch(rows.stream().filter(mine::contains).toList());
    }

    private static int fewest(long[] tokens) {
        int found = 0;
        for (int i = 1; i < tokens.length; i++) {
            found = tokens[i] < tokens[found] ? i : found;
        }
        return found;
    }

    /** Where the rows come from. */
    public List<RowOrigin> origins() {
        return rows.stream().map(Example::origin).toList();
    }
}
