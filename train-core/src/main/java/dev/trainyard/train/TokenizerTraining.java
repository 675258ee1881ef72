package dev.trainyard.train;

import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Row;
import dev.trainyard.data.RowProblems;
import dev.trainyard.data.RowReader;
import dev.trainyard.tokenizer.bpe.BpeTrainer;
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
        BpeTrainer trainer = new BpeTrainer(shape.vocabSize());
        RowProblems problems = new RowProblems();
        RowReader.read(
                config.data().files(),
                DataFormat.named(config.data().format()),
                problems,
                row -> addTexts(row, trainer));
        problems.throwIfAny();
        try {
            trainer.train().write(folder, shape.maxPositionEmbeddings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addTexts(Row row, BpeTrainer trainer) {
        switch (row) {
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
            case Row.Tokens tokens ->
                throw new IllegalStateException("token ids have no text to train a tokenizer on: " + tokens.origin());
        }
    }
}
