package dev.trainyard.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * Comma-separated values with a header, all of them texts; a row is named by the line it begins in. Source: RFC 4180,
 * with line feeds alone accepted too, and empty lines left out.
 */
final class CsvFile {
    private final Path file;
    private final RowProblems problems;
    private final JsonRows.Reader reader;
    private List<String> header = List.of();

    private CsvFile(Path file, RowProblems problems, JsonRows.Reader reader) {
        this.file = file;
        this.problems = problems;
        this.reader = reader;
    }

    static void read(Path file, RowProblems problems, JsonRows.Reader reader) {
        if (!Files.isRegularFile(file)) {
            problems.add(file, Files.exists(file) ? "this is not a file" : "there is no such file");
            return;
        }
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder))) {
            new CsvFile(file, problems, reader).read(new CsvRecords(in));
        } catch (CharacterCodingException e) {
            problems.add(file, "it is not UTF-8: save the file in that encoding");
        } catch (IOException e) {
            problems.add(file, "it cannot be read: " + e.getMessage());
        }
    }

    private void read(CsvRecords records) throws IOException {
        while (true) {
            RowOrigin origin = new RowOrigin(file, records.line());
            try {
                List<String> values = records.next();
                if (values.isEmpty()) {
                    return;
                }
                if (values.equals(List.of(""))) {
                    continue;
                }
                if (header.isEmpty()) {
                    header = header(values);
                } else {
                    reader.row(origin, row(values));
                }
            } catch (InvalidRow e) {
                problems.add(origin, e.getMessage());
                if (header.isEmpty()) {
                    return;
                }
            }
        }
    }

    private static List<String> header(List<String> names) {
        List<String> header = names.stream().map(String::strip).toList();
        if (new HashSet<>(header).size() < header.size() || header.contains("")) {
            throw new InvalidRow("the header is %s, expected a different name for each column".formatted(header));
        }
        return header;
    }

    private ObjectNode row(List<String> values) {
        if (values.size() != header.size()) {
            throw new InvalidRow("it has %d values, but the header %s has %d columns: put values with a comma in quotes"
                    .formatted(values.size(), header, header.size()));
        }
        ObjectNode row = RowParser.JSON.createObjectNode();
        for (int i = 0; i < values.size(); i++) {
            row.put(header.get(i), values.get(i));
        }
        return row;
    }
}
