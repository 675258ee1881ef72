package dev.trainyard.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.Tokenizer;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes held-out rows as JSON lines, so that the trained model can be scored on them later. */
public final class HeldOutRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HeldOutRows() {}

    /**
     * Writes the rows of {@code heldOut} to {@code file}, readable as {@link DataFormat#JSONL}: the rows they were
     * read from, or of plain text one row of {@code text} per block.
     *
     * @throws TrainingFailure INVALID_DATA if the data cannot be read again, DISK_FULL if the file cannot be written
     */
    public static void write(Dataset heldOut, Optional<Tokenizer> tokenizer, Path file) {
        write(heldOut, ColumnNames.USUAL, tokenizer, file);
    }

    /** The same of rows whose fields have other names; they are written with the usual ones. */
    public static void write(Dataset heldOut, ColumnNames columns, Optional<Tokenizer> tokenizer, Path file) {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            if (heldOut.format() == DataFormat.TEXT) {
                Tokenizer text = tokenizer.orElseThrow(() -> new IllegalArgumentException("text needs its tokenizer"));
                for (TokenRow row : heldOut.rowsOf(TokenRow.class)) {
                    line(out, block(text, row));
                }
            } else if (heldOut.format() != DataFormat.JSON
                    && heldOut.format() != DataFormat.CSV
                    && columns.own().isEmpty()) {
                copyLines(heldOut, out);
            } else {
                copyRows(heldOut, columns, out);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new TrainingFailure(
                    FailureCode.DISK_FULL, "%s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** A block may begin and end within a character, which a text cannot; the part of it is left out. */
    private static String block(Tokenizer tokenizer, TokenRow row) throws IOException {
        String text = tokenizer.decode(row.inputIds(), true).replaceAll("^\uFFFD+|\uFFFD+$", "");
        return JSON.writeValueAsString(JSON.createObjectNode().put("text", text).put("ends", false));
    }

    private static void copyLines(Dataset heldOut, BufferedWriter out) {
        forEachFile(
                heldOut,
                (file, numbers, problems) -> TextLines.read(file, problems, (number, line) -> {
                    if (numbers.contains(number)) {
                        line(out, line.strip());
                    }
                }));
    }

    private static void copyRows(Dataset heldOut, ColumnNames columns, BufferedWriter out) {
        forEachFile(
                heldOut,
                (file, numbers, problems) ->
                        JsonRows.read(file, heldOut.format(), columns, problems, (origin, json) -> {
                            if (numbers.contains(origin.number())) {
                                line(out, json.toString());
                            }
                        }));
    }

    /** Reads what is held out of a file. */
    private interface FileWork {
        void on(Path file, Set<Long> numbers, RowProblems problems);
    }

    private static void forEachFile(Dataset heldOut, FileWork work) {
        Map<Path, Set<Long>> wanted = new HashMap<>();
        heldOut.rows()
                .forEach(row -> wanted.computeIfAbsent(row.origin().file(), file -> new HashSet<>())
                        .add(row.origin().number()));
        RowProblems problems = new RowProblems();
        for (Path file : heldOut.files()) {
            Set<Long> numbers = wanted.getOrDefault(file, Set.of());
            if (!numbers.isEmpty()) {
                work.on(file, numbers, problems);
            }
        }
        problems.throwIfAny();
    }

    private static void line(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
