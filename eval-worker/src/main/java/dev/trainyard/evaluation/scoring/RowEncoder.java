package dev.trainyard.evaluation.scoring;

import dev.trainyard.data.Encoder;
import dev.trainyard.data.Prompt;
import dev.trainyard.data.Row;
import dev.trainyard.data.TokenRow;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.TextModel;
import java.util.List;
import java.util.Optional;

/** Rows as the model reads them: cut to the greatest length, or texts in windows. */
final class RowEncoder {
    private final TextModel model;
    private final Encoder cutting;
    private final Encoder whole;
    private final int stride;

    /** Errors: {@link TrainingFailure} INVALID_DATA where the stride would leave tokens out. */
    RowEncoder(ScoringOptions options, TextModel model) {
        this.model = model;
        this.stride = options.stride();
        this.cutting = encoder(model, Math.min(options.maxLength(), model.contextTokens()));
        this.whole = encoder(model, Integer.MAX_VALUE);
        if (stride > cutting.maxLength()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA,
                    "the stride %d is longer than a window of %d tokens, so tokens between them would be left out: lower it"
                            .formatted(stride, cutting.maxLength()));
        }
    }

    private static Encoder encoder(TextModel model, int length) {
        return new Encoder(
                Optional.of(model.tokenizer()),
                model.template(),
                model.model().config().vocabSize(),
                length);
    }

    Encoder cutting() {
        return cutting;
    }

    /** What the likelihood of a row is found of. Errors: {@link TrainingFailure} where that is nothing. */
    List<TokenRow> parts(Row row) {
        boolean slides = stride > 0 && (row instanceof Row.Text || row instanceof Row.Tokens);
        return slides ? Windows.of(whole.encode(row), cutting.maxLength(), stride) : List.of(cutting.encode(row));
    }

    /** A row that only asks. Errors: {@link TrainingFailure} where it is too long, or the model has no template. */
    Question question(Prompt prompt) {
        Question question = switch (prompt) {
            case Prompt.Text text -> Question.withoutReference(model.textPrompt(text.text()), text.text());
            case Prompt.Chat chat ->
                Question.withoutReference(model.chatPrompt(chat.messages()), Question.shown(chat.messages()));
        };
        if (question.promptIds().length >= model.contextTokens()) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA,
                    "the prompt has %d tokens, which leaves no room for an answer in the model's context of %d"
                            .formatted(question.promptIds().length, model.contextTokens()));
        }
        return question;
    }
}
