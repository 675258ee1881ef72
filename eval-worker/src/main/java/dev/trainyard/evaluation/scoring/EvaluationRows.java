package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Encoder;
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

    /** One row: encoded, and as something to ask, where it is that. */
    record Entry(TokenRow encoded, Optional<Question> question) {}

    /** Errors: {@link TrainingFailure} INVALID_DATA where the file cannot be read or has no row to score. */
    static EvaluationRows read(ScoringOptions options, TextModel model) {
        DataFormat format = DataFormat.named(options.format());
        int maxLength = Math.min(options.maxLength(), model.contextTokens());
        Encoder encoder = new Encoder(
                Optional.of(model.tokenizer()),
                model.template(),
                model.model().config().vocabSize(),
                maxLength);
        return format == DataFormat.TEXT ? blocks(options, model, encoder) : rows(options, format, encoder);
    }

    private static EvaluationRows blocks(ScoringOptions options, TextModel model, Encoder encoder) {
        Dataset blocks =
                Dataset.read(List.of(options.data()), DataFormat.TEXT, encoder, Optional.of(model.tokenizer()));
        return new EvaluationRows(
                blocks.rowsOf(TokenRow.class).stream()
                        .limit(options.maxSamples())
                        .map(block -> new Entry(block, Optional.empty()))
                        .toList(),
                0);
    }

    private static EvaluationRows rows(ScoringOptions options, DataFormat format, Encoder encoder) {
        List<Row> first = new ArrayList<>();
        RowProblems problems = new RowProblems();
        RowReader.read(List.of(options.data()), format, new ColumnNames(options.columns()), problems, row -> {
            if (first.size() < options.maxSamples()) {
                first.add(row);
            }
        });
        problems.throwIfAny();
        if (first.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA, options.data() + " has no rows: there is nothing to score the model on");
        }
        return encoded(first, encoder);
    }

    /** A row that cannot be scored is left out; only where none can be, that is an error. */
    private static EvaluationRows encoded(List<Row> rows, Encoder encoder) {
        List<Entry> entries = new ArrayList<>();
        List<TrainingFailure> refused = new ArrayList<>();
        for (Row row : rows) {
            try {
                TokenRow encoded = encoder.encode(row);
                entries.add(new Entry(encoded, Question.of(row, encoded)));
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
}
