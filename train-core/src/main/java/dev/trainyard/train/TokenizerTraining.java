package dev.trainyard.train;

import dev.trainyard.data.ColumnNames;
import dev.trainyard.data.DataFormat;
import dev.trainyard.data.LabelledRow;
import dev.trainyard.data.LabelledRowReader;
import dev.trainyard.data.Row;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.data.RowProblems;
import dev.trainyard.data.RowReader;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tokenizer.bpe.BpeTrainer;
import dev.trainyard.tokenizer.bpe.Frame;
import dev.trainyard.tokenizer.template.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Trains the tokenizer of a new model on the texts of its training data. */
final class TokenizerTraining {
    private final TrainConfig config;

    TokenizerTraining(TrainConfig config) {
        this.config = config;
    }

    /** Writes the tokenizer, with a chat template, to {@code folder}. */
    void train(TrainConfig.Architecture shape, Path folder) {
        boolean bert = shape.modelType().equals(NewModel.BERT);
        BpeTrainer trainer = new BpeTrainer(shape.vocabSize(), bert ? Frame.CLASSIFICATION : Frame.CHAT);
        RowProblems problems = new RowProblems();
        TrainConfig.Data data = config.data();
        DataFormat format = DataFormat.named(data.format());
        ColumnNames columns = new ColumnNames(data.columns());
        if (config.model().classifies()) {
            LabelledRowReader.read(data.files(), format, columns, problems, row -> addTexts(row, trainer));
        } else {
            RowReader.read(data.files(), format, columns, problems, row -> addTexts(row, trainer));
        }
        problems.throwIfAny();
        try {
            trainer.train().write(folder, shape.maxPositionEmbeddings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addTexts(LabelledRow row, BpeTrainer trainer) {
        switch (row) {
            case LabelledRow.Text text -> {
                trainer.add(text.text());
                text.pair().ifPresent(trainer::add);
            }
            case LabelledRow.Tokens tokens -> throw noText(tokens.origin());
        }
    }

    private static TrainingFailure noText(RowOrigin origin) {
        return new TrainingFailure(
                FailureCode.INVALID_DATA,
                origin
                        + " has token ids, which have no text to train a tokenizer on: use format tokens for all rows, or"
                        + " give text");
    }

    private static void addTexts(Row row, BpeTrainer trainer) {
        switch (row) {
            case Row.Preference pair -> {
                addTexts(pair.chosen(), trainer);
                addTexts(pair.rejected(), trainer);
            }
            case Row.Chat chat -> {
                for (ChatMessage message : chat.conversation().messages()) {
                    String content = message.content();
                    if (content != null) {
                        trainer.add(content);
                    }
                }
            }
            case Row.Completion completion -> trainer.add(completion.prompt() + completion.completion());
            case Row.Text text -> trainer.add(text.text());
            case Row.Tokens tokens -> throw noText(tokens.origin());
        }
    }
}
