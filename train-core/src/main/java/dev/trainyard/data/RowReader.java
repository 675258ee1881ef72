package dev.trainyard.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads rows as a stream: one row is in memory at a time. */
public final class RowReader {
    private RowReader() {}

    /**
     * Gives every good row of the files to {@code rows}, in order, and what is wrong with the others to
     * {@code problems}. A plain text gives one row per file, without the limit of a length.
     */
    public static void read(List<Path> files, DataFormat format, RowProblems problems, Consumer<Row> rows) {
        for (Path file : files) {
            switch (format) {
                case JSONL, TOKENS -> readJson(file, format, problems, rows);
                case TEXT -> readText(file, problems, rows);
            }
        }
    }

    private static void readJson(Path file, DataFormat format, RowProblems problems, Consumer<Row> rows) {
        RowParser parser = new RowParser(format);
        TextLines.read(file, problems, (number, line) -> {
            RowOrigin origin = new RowOrigin(file, number);
            try {
                if (!line.isBlank()) {
                    rows.accept(parser.parse(origin, line));
                }
            } catch (InvalidRow e) {
                problems.add(origin, e.getMessage());
            }
        });
    }

    private static void readText(Path file, RowProblems problems, Consumer<Row> rows) {
        StringBuilder text = new StringBuilder();
        TextLines.read(file, problems, (number, line) -> text.append(line));
        try {
            if (!text.isEmpty()) {
                rows.accept(new Row.Text(new RowOrigin(file, 1), text.toString(), true, 1));
            }
        } catch (InvalidRow e) {
            problems.add(file, e.getMessage());
        }
    }
}
