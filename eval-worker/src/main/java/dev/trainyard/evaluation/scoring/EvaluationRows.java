package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Encoder;
import dev.trainyard.data.FieldRows;
import dev.trainyard.data.FieldRows.FieldRow;
import dev.trainyard.data.Prompt;
import dev.trainyard.data.Row;
import dev.trainyard.data.RowProblems;
import dev.trainyard.data.RowReader;
import dev.trainyard.data.TokenRow;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.TextModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first rows of a file, as the model reads them.
 *
 * @param skipped rows that cannot be scored, such as ones whose supervised tokens were cut off
 */
record EvaluationRows(List<Entry> entries, long skipped) {
    /**
     * One row.
     *
     * @param number its place in the file, from 1
     * @param parts what its likelihood is found of: one part, several windows of a long text, none of a row that asks
     * @param question it as something to ask, where it is that
     */
    record Entry(long number, List<TokenRow> parts, Optional<Question> question, Expectations expectations) {}

    private record Unread(FieldRow row, Expectations expectations) {}

    /** Errors: {@link TrainingFailure} INVALID_DATA where the file cannot be read or has no row to score. */
    static EvaluationRows read(ScoringOptions options, TextModel model) {
        DataFormat format = DataFormat.named(options.format());
        RowEncoder encoder = new RowEncoder(options, model);
        if (format != DataFormat.TEXT) {
            return rows(options, format, encoder);
        }
        return options.stride() == 0 ? blocks(options, model, encoder.cutting()) : windows(options, encoder);
    }

    private static EvaluationRows blocks(ScoringOptions options, TextModel model, Encoder encoder) {
        Dataset blocks =
                Dataset.read(List.of(options.data()), DataFormat.TEXT, encoder, Optional.of(model.tokenizer()));
        return parts(blocks.rowsOf(TokenRow.class), options);
    }

    /** Of plain text each window counts as a row, as each block does without a stride. */
    private static EvaluationRows windows(ScoringOptions options, RowEncoder encoder) {
        List<TokenRow> windows = new ArrayList<>();
        RowProblems problems = new RowProblems();
        RowReader.read(List.of(options.data()), DataFormat.TEXT, problems, row -> windows.addAll(encoder.parts(row)));
        problems.throwIfAny();
        return parts(windows, options);
    }

    private static EvaluationRows parts(List<TokenRow> parts, ScoringOptions options) {
        List<Entry> entries = new ArrayList<>();
        for (TokenRow part : parts.subList(0, Math.min(parts.size(), options.maxSamples()))) {
            entries.add(new Entry(entries.size() + 1L, List.of(part), Optional.empty(), Expectations.NONE));
        }
        if (entries.isEmpty()) {
            throw noRows(options);
        }
        return new EvaluationRows(entries, 0);
    }

    private static EvaluationRows rows(ScoringOptions options, DataFormat format, RowEncoder encoder) {
        List<Unread> first = new ArrayList<>();
        RowProblems problems = new RowProblems();
        FieldRows.read(options.data(), format, new ColumnNames(options.columns()), problems, row -> {
            Expectations expectations = Expectations.of(row.fields());
            if (first.size() < options.maxSamples()) {
                first.add(new Unread(row, expectations));
            }
        });
        problems.throwIfAny();
        if (first.isEmpty()) {
            throw noRows(options);
        }
        return encoded(first, encoder);
    }

    private static TrainingFailure noRows(ScoringOptions options) {
        return new TrainingFailure(
                FailureCode.INVALID_DATA, options.data() + " has no rows: there is nothing to score the model on");
    }

    /** A row that cannot be scored is left out; only where none can be, that is an error. */
    private static EvaluationRows encoded(List<Unread> rows, RowEncoder encoder) {
        List<Entry> entries = new ArrayList<>();
        List<TrainingFailure> refused = new ArrayList<>();
        for (Unread unread : rows) {
            FieldRow row = unread.row();
            try {
                List<TokenRow> parts = row.row().map(encoder::parts).orElse(List.of());
                entries.add(
                        new Entry(row.origin().number(), parts, question(row, parts, encoder), unread.expectations()));
            } catch (TrainingFailure e) {
                refused.add(e);
            }
        }
        if (entries.isEmpty()) {
            throw refused.get(0);
        }
        refused.forEach(problem -> System.err.println("row skipped: " + problem.getMessage()));
        return new EvaluationRows(List.copyOf(entries), refused.size());
    }

    private static Optional<Question> question(FieldRow row, List<TokenRow> parts, RowEncoder encoder) {
        Optional<Prompt> prompt = row.prompt();
        if (prompt.isPresent()) {
            return Optional.of(encoder.question(prompt.get()));
        }
        Optional<Row> learnt = row.row().filter(any -> parts.size() == 1);
        return learnt.flatMap(read -> Question.of(read, parts.get(0)));
    }
}
