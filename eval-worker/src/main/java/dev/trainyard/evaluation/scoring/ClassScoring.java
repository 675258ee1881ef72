package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.ClassRow;
import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.LabelNames;
import dev.trainyard.data.LabelledEncoder;
import dev.trainyard.data.LabelledRow;
import dev.trainyard.data.LabelledRowReader;
import dev.trainyard.data.RowProblems;
import dev.trainyard.evaluation.statistics.RowScoresFile;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/** Scores a classifier row by row. */
final class ClassScoring {
    private final ScoringOptions options;
    private final ClassModel model;

    ClassScoring(ScoringOptions options, ClassModel model) {
        this.options = options;
        this.model = model;
    }

    /** The first rows of the file. Errors: {@link TrainingFailure} INVALID_DATA where there is none to score. */
    List<LabelledRow> rows() {
        List<LabelledRow> first = new ArrayList<>();
        RowProblems problems = new RowProblems();
        ColumnNames columns = new ColumnNames(options.columns());
        LabelledRowReader.read(List.of(options.data()), DataFormat.named(options.format()), columns, problems, row -> {
            if (first.size() < options.maxSamples()) {
                first.add(row);
            }
        });
        problems.throwIfAny();
        if (first.isEmpty()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA, options.data() + " has no rows: there is nothing to score the model on");
        }
        return first;
    }

    /** @param progress hears the number of rows done after each one */
    Scored run(List<LabelledRow> rows, LongConsumer progress) throws IOException {
        LabelledEncoder encoder = new LabelledEncoder(
                model.tokenizer(),
                new LabelNames(model.labels().names()),
                model.vocabSize(),
                Math.min(options.maxLength(), model.contextTokens()));
        ClassTally tally = new ClassTally(model.labels());
        try (PredictionFile predictions = new PredictionFile(options.predictions())) {
            for (LabelledRow row : rows) {
                predictions.add(score(row, encoder.encode(row), tally));
                progress.accept(tally.rows());
            }
            predictions.finish();
        }
        RowScoresFile.write(tally.scores(), options.rowScores());
        return tally.result();
    }

    private Prediction score(LabelledRow row, ClassRow encoded, ClassTally tally) {
        long begun = System.nanoTime();
        float[] probabilities = model.probabilities().apply(encoded.inputIds(), encoded.segments());
        double millis = (System.nanoTime() - begun) / 1e6;
        int answered = ClassModel.likeliest(probabilities);
        String inputId = "row-" + row.origin().number();
        String expected = model.labels().name(encoded.label());
        boolean correct = answered == encoded.label();
        String answer = model.labels().name(answered);
        List<String> notes = correct ? List.of() : List.of(taken(answer, probabilities[answered]));
        Scored.Sample sample = new Scored.Sample(inputId, input(row), answer, expected, correct, notes);
        tally.row(row.origin().number(), encoded.label(), answered, probabilities, millis, sample);
        return new Prediction(
                options.modelId(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                inputId,
                sample.input(),
                sample.output(),
                expected,
                (double) probabilities[answered],
                Map.of("latency_ms", millis, "correct", correct));
    }

    private static String taken(String label, double probability) {
        return String.format(Locale.ROOT, "taken for %s with probability %.2f", label, probability);
    }

    private static String input(LabelledRow row) {
        return switch (row) {
            case LabelledRow.Text text ->
                text.text() + text.pair().map(pair -> "\n" + pair).orElse("");
            case LabelledRow.Tokens tokens -> tokens.inputIds().length + " tokens";
        };
    }
}
