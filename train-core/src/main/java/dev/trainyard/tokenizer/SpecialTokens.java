package dev.trainyard.tokenizer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tokens of a model with a function.
 *
 * @param stopIds ids after which the model has finished: end of sequence, and what {@code config.json} and
 *     {@code generation_config.json} name as such, in this order and without repetition
 */
public record SpecialTokens(
        Optional<Token> bos, Optional<Token> eos, Optional<Token> pad, Optional<Token> unk, List<Integer> stopIds) {
    /** A token's text and id. */
    public record Token(String text, int id) {}

    public SpecialTokens {
        stopIds = List.copyOf(stopIds);
    }

    /** Id that begins a sequence. */
    public OptionalInt bosId() {
        return id(bos);
    }

    /** Id that ends a sequence. */
    public OptionalInt eosId() {
        return id(eos);
    }

    /** Id that fills a batch. Where the model names none, use {@link #paddingId()}. */
    public OptionalInt padId() {
        return id(pad);
    }

    /** The padding id, else the end of sequence, else 0: padding is masked, so any id of the vocabulary does. */
    public int paddingId() {
        return padId().orElse(eosId().orElse(0));
    }

    private static OptionalInt id(Optional<Token> token) {
        return token.map(t -> OptionalInt.of(t.id())).orElse(OptionalInt.empty());
    }
}
