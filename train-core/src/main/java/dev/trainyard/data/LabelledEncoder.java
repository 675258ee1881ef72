package dev.trainyard.data;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns rows with a class into token ids and labels, for one model: with the special tokens that its tokenizer puts
 * around a text.
 *
 * <p>Thread-safety: as the tokenizer's.
 */
public final class LabelledEncoder {
    private final Optional<Tokenizer> tokenizer;
    private final LabelNames labels;
    private final int vocabSize;
    private final int maxLength;

    /**
     * An encoder; the tokenizer stays the caller's to close.
     *
     * @param tokenizer absent where the model has none, so that only token rows can be encoded
     * @param labels the model's classes
     * @param vocabSize number of the model's embeddings
     * @param maxLength tokens to which rows are cut
     */
    public LabelledEncoder(Optional<Tokenizer> tokenizer, LabelNames labels, int vocabSize, int maxLength) {
        this.tokenizer = tokenizer;
        this.labels = labels;
        this.vocabSize = vocabSize;
        this.maxLength = maxLength;
    }

    /**
     * Reads, checks and encodes all rows.
     *
     * @throws TrainingFailure INVALID_DATA with every problem counted and the first ones shown
     */
    public Dataset read(List<Path> files, DataFormat format, ColumnNames columns) {
        RowProblems problems = new RowProblems();
        List<Example> rows = new ArrayList<>();
        LabelledRowReader.read(files, format, columns, problems, row -> rows.add(checked(row)));
        if (rows.isEmpty() && problems.count() == 0) {
            problems.add(files, "there is no row in it");
        }
        problems.throwIfAny();
        return new Dataset(format, files, rows);
    }

    /**
     * Tokens and class of a row, cut to the maximum length.
     *
     * @throws TrainingFailure INVALID_DATA with what is wrong
     */
    public ClassRow encode(LabelledRow row) {
        try {
            return checked(row);
        } catch (InvalidRow e) {
            throw new TrainingFailure(FailureCode.INVALID_DATA, row.origin() + ": " + e.getMessage(), e);
        }
    }

    private ClassRow checked(LabelledRow row) {
        int label = labels.id(row.label());
        SegmentedText all = switch (row) {
            case LabelledRow.Tokens tokens -> SegmentedText.plain(tokens.inputIds(), tokens.segments());
            case LabelledRow.Text text -> encoded(text);
        };
        for (int i = 0; i < all.ids().length; i++) {
            if (all.ids()[i] < 0 || all.ids()[i] >= vocabSize) {
                throw new InvalidRow("input_ids[%d] is %d, but the model's vocabulary has the ids 0 to %d"
                        .formatted(i, all.ids()[i], vocabSize - 1));
            }
        }
        if (all.ids().length == 0) {
            throw new InvalidRow("the text has no token");
        }
        SegmentedText cut = all.cut(maxLength);
        return new ClassRow(row.origin(), cut.ids(), cut.segments(), label, all.ids().length);
    }

    private SegmentedText encoded(LabelledRow.Text row) {
        Tokenizer text = tokenizer.orElseThrow(() -> new InvalidRow(
                "the model has no tokenizer.json, so text cannot be encoded: add it to the model folder, or give the"
                        + " data as token ids (format tokens)"));
        return text.encodeSegments(row.text(), row.pair());
    }
}
