package dev.trainyard.generate;

import dev.trainyard.model.LanguageModel;
import dev.trainyard.nn.RowDecoder;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Takes texts a step further: a part of a prompt, or a token of each of several texts at once.
 *
 * <p>What a text gets never depends on the others: prompts are read on their own, in parts that always end at the same
 * places, and tokens of several texts go through a {@link RowDecoder}, whose rows know nothing of each other. Where there
 * is none, each token is a pass of its own. Memory: to be closed before the model. Not thread-safe.
 */
final class Steps implements AutoCloseable {
    private final LanguageModel model;
    private final int promptPart;
    private final Optional<RowDecoder> decoder;

    /**
     * @param most texts at a time
     * @param promptPart tokens of a prompt that are read in one go
     */
    Steps(LanguageModel model, int most, int promptPart) {
        model.mode().predict();
        this.model = model;
        this.promptPart = promptPart;
        this.decoder = model.parts().flatMap(parts -> RowDecoder.of(parts, most));
    }

    /** Reads the next part of a prompt; at its end, the logits after it. */
    Optional<float[]> prompt(Continuation text) {
        try (Scope step = Scope.open()) {
            Tensor hidden_BTC = hidden(text, text.promptPart(promptPart));
            return text.inPrompt() ? Optional.empty() : Optional.of(lastLogits(hidden_BTC));
        }
    }

    /** Takes the last token of each text in, whose prompts have been read; the logits after each. */
    float[][] tokens(List<Continuation> texts) {
        return decoder.map(rows -> rows.step(
                        texts.stream().mapToInt(Continuation::last).toArray(),
                        texts.stream().map(Continuation::cache).toList()))
                .orElseGet(() -> texts.stream().map(this::token).toArray(float[][]::new));
    }

    private float[] token(Continuation text) {
        try (Scope step = Scope.open()) {
            return lastLogits(hidden(text, text.last()));
        }
    }

    private float[] lastLogits(Tensor hidden_BTC) {
        return model.logits(hidden_BTC.select(1, hidden_BTC.size(1) - 1)).floats();
    }

    private Tensor hidden(Continuation text, int... ids) {
        return model.hidden(model.ids(ids).view(1, -1), text.cache());
    }

    @Override
    public void close() {
        decoder.ifPresent(RowDecoder::close);
    }
}
