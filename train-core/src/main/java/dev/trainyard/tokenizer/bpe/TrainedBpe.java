package dev.trainyard.tokenizer.bpe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A trained tokenizer.
 *
 * @param tokens in the order of their ids
 * @param merges in the order in which they are applied
 * @param wanted size of the vocabulary that was asked for
 * @param frame what stands around a text; its tokens come first
 */
public record TrainedBpe(List<String> tokens, List<Merge> merges, int wanted, Frame frame) {
    /** Two tokens that become one. */
    public record Merge(String left, String right) {}

    public TrainedBpe {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /** Number of tokens. */
    public int vocabSize() {
        return tokens.size();
    }

    /** What to tell the user if the text was too small for the vocabulary that was asked for. */
    public Optional<String> shortfall() {
        return vocabSize() >= wanted
                ? Optional.empty()
                : Optional.of(("the tokenizer has %d tokens instead of %d: no other pair of tokens occurs twice in the"
                                + " text; give more text for a larger vocabulary")
                        .formatted(vocabSize(), wanted));
    }

    /**
     * Writes {@code tokenizer.json}, {@code tokenizer_config.json}, {@code special_tokens_map.json} and
     * {@code chat_template.jinja} (ChatML, of {@link Frame#CHAT} alone) to a model folder.
     *
     * @param maxLength longest sequence of the model in tokens
     */
    public void write(Path folder, int maxLength) throws IOException {
        TokenizerFiles.write(this, folder, maxLength);
    }
}
