package dev.trainyard.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rows of a file as JSON objects, whatever the file is written in; one is in memory at a time. */
final class JsonRows {
    /** The next row follows the one that was read. */
    private static final ObjectReader ELEMENT =
            RowParser.JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final ColumnNames columns;
    private final RowProblems problems;
    private final Reader reader;

    /** Takes a row; what is wrong with it is thrown as {@link InvalidRow}. */
    interface Reader {
        void row(RowOrigin origin, ObjectNode json);
    }

    private JsonRows(Path file, ColumnNames columns, RowProblems problems, Reader reader) {
        this.file = file;
        this.columns = columns;
        this.problems = problems;
        this.reader = reader;
    }

    /** Gives every row of a file in any format but plain text to the reader. */
    static void read(Path file, DataFormat format, ColumnNames columns, RowProblems problems, Reader reader) {
        JsonRows rows = new JsonRows(file, columns, problems, reader);
        switch (format) {
            case JSONL, TOKENS -> rows.lines();
            case JSON -> rows.array();
            case CSV -> CsvFile.read(file, problems, rows::give);
            case TEXT -> throw new IllegalArgumentException("plain text has no rows of fields");
        }
    }

    private void lines() {
        TextLines.read(file, problems, (number, line) -> {
            RowOrigin origin = new RowOrigin(file, number);
            try {
                if (!line.isBlank()) {
                    give(origin, RowParser.read(line));
                }
            } catch (InvalidRow e) {
                problems.add(origin, e.getMessage());
            }
        });
    }

    private void array() {
        if (!Files.isRegularFile(file)) {
            problems.add(file, Files.exists(file) ? "this is not a file" : "there is no such file");
            return;
        }
        try (JsonParser parser = RowParser.JSON.getFactory().createParser(file.toFile())) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                problems.add(
                        file,
                        "it does not begin with [: format json is one list of rows; for one row a line use format"
                                + " jsonl");
                return;
            }
            for (long number = 1; parser.nextToken() != JsonToken.END_ARRAY; number++) {
                give(new RowOrigin(file, number), ELEMENT.readTree(parser));
            }
            if (parser.nextToken() != null) {
                problems.add(file, "something follows the ] that ends the list of rows");
            }
        } catch (JsonProcessingException e) {
            problems.add(
                    new RowOrigin(
                            file, e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
                    "it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            problems.add(file, "it cannot be read: " + e.getMessage());
        }
    }

    private void give(RowOrigin origin, JsonNode json) {
        try {
            if (json instanceof ObjectNode object) {
                reader.row(origin, columns.usual(object));
            } else {
                throw new InvalidRow("a JSON object was expected, but here is " + RowParser.kind(json));
            }
        } catch (InvalidRow e) {
            problems.add(origin, e.getMessage());
        }
    }
}
