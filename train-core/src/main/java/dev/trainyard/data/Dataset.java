package dev.trainyard.data;

import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The encoded rows of some files, in order. Memory: eight bytes per token.
 *
 * <p>Thread-safety: immutable.
 */
public record Dataset(DataFormat format, List<Path> files, List<Example> rows) {
    public Dataset {
        files = List.copyOf(files);
        rows = List.copyOf(rows);
    }

    /**
     * Reads, checks and encodes all rows.
     *
     * @throws TrainingFailure INVALID_DATA with every problem counted and the first ones shown
     */
    public static Dataset read(List<Path> files, DataFormat format, Encoder encoder, Optional<Tokenizer> tokenizer) {
        return read(files, format, ColumnNames.USUAL, encoder, tokenizer);
    }

    /** The same of rows whose fields have other names. */
    public static Dataset read(
            List<Path> files, DataFormat format, ColumnNames columns, Encoder encoder, Optional<Tokenizer> tokenizer) {
        RowProblems problems = new RowProblems();
        List<Example> rows = new ArrayList<>();
        if (format == DataFormat.TEXT && tokenizer.isPresent()) {
            new TextBlocks(tokenizer.get(), encoder.maxLength(), rows::add).read(files, problems);
        } else {
            RowReader.read(files, format, columns, problems, row -> rows.add(encoder.example(row)));
        }
        if (rows.isEmpty() && problems.count() == 0) {
            problems.add(files, "there is no row in it");
        }
        problems.throwIfAny();
        return new Dataset(format, files, rows);
    }

    /** The rows, all of which are of this kind. */
    public <E extends Example> List<E> rowsOf(Class<E> kind) {
        return rows.stream().map(kind::cast).toList();
    }

    /** The same files with some of the rows. */
    Dataset of(List<Example> some) {
        return new Dataset(format, files, some);
    }

    /** Number of tokens. */
    public long tokens() {
        return rows.stream().mapToLong(Example::length).sum();
    }

    /** Number of tokens, or of rows with a label, that are predicted and learnt. */
    public long supervisedTokens() {
        return rows.stream().mapToLong(Example::supervised).sum();
    }

    /** Number of rows that were cut to the maximum length. */
    public long cutRows() {
        return rows.stream().filter(row -> row.full() > row.length()).count();
    }
}
