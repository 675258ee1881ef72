package dev.trainyard.data;

import dev.trainyard.tokenizer.bpe.BpeTrainer;
import dev.trainyard.tokenizer.bpe.TrainedBpe;
import dev.trainyard.tokenizer.template.ChatMessage;
import java.nio.file.Path;
import java.util.List;

/** Trains a tokenizer on the text of a data set. */
public final class TrainingText {
    private TrainingText() {}

    /**
     * A tokenizer of at most {@code vocabSize} tokens for the files.
     *
     * @throws dev.trainyard.failure.TrainingFailure INVALID_DATA with the problems of the rows, or if they hold no text
     */
    public static TrainedBpe tokenizer(List<Path> files, DataFormat format, int vocabSize) {
        BpeTrainer trainer = new BpeTrainer(vocabSize);
        RowProblems problems = new RowProblems();
        if (format == DataFormat.TEXT) {
            files.forEach(file -> TextLines.read(file, problems, (number, line) -> trainer.add(line)));
        } else {
            RowReader.read(files, format, problems, row -> add(row, trainer));
        }
        problems.throwIfAny();
        return trainer.train();
    }

    private static void add(Row row, BpeTrainer trainer) {
        switch (row) {
            case Row.Preference pair -> {
                add(pair.chosen(), trainer);
                add(pair.rejected(), trainer);
            }
            case Row.Chat chat -> chat.conversation().messages().forEach(message -> add(message, trainer));
            case Row.Completion completion -> trainer.add(completion.prompt() + completion.completion());
            case Row.Text text -> trainer.add(text.text());
            case Row.Tokens tokens ->
                throw new InvalidRow("token ids have no text to train a tokenizer on: give the data as text, or a model"
                        + " that has a tokenizer");
        }
    }

    private static void add(ChatMessage message, BpeTrainer trainer) {
        if (message.content() != null) {
            trainer.add(message.content());
        }
    }
}
