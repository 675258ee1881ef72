package dev.trainyard.devkit.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns under a heading. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        rows.add(List.of(heading));
    }

    /** Adds a row of as many cells as the heading has. */
    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /** The heading, dimmed, and the rows. */
    public void print(Terminal terminal) {
        for (int i = 0; i < rows.size(); i++) {
            String line = line(rows.get(i));
            terminal.line(i == 0 ? terminal.paint(Paint.DIM, line) : line);
        }
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            line.append(cell);
            if (column < cells.size() - 1) {
                line.append(" ".repeat(width(column) - Terminal.columns(cell) + 2));
            }
        }
        return line.toString();
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> Terminal.columns(row.get(column)))
                .max()
                .orElse(0);
    }
}
