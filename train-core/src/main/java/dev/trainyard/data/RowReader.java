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
        read(files, format, ColumnNames.USUAL, problems, rows);
    }

    /** The same of rows whose fields have other names. */
    public static void read(
            List<Path> files, DataFormat format, ColumnNames columns, RowProblems problems, Consumer<Row> rows) {
        RowParser parser = new RowParser(format);
        for (Path file : files) {
            if (format == DataFormat.TEXT) {
                readText(file, problems, rows);
            } else {
                JsonRows.read(
                        file, format, columns, problems, (origin, json) -> rows.accept(parser.parse(origin, json)));
            }
        }
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
