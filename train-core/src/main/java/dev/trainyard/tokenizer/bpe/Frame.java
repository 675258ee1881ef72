package dev.trainyard.tokenizer.bpe;

import java.util.List;

/** Which tokens that are no text a tokenizer has, with the ids 0, 1, 2, and where it puts them. */
public enum Frame {
    /** The end of a text, and the marks of a chat's turns, which its template puts. */
    CHAT("<|endoftext|>", "<|im_start|>", "<|im_end|>"),
    /** Padding, a token before every text that stands for the whole of it, and one after each, as in BERT. */
    CLASSIFICATION("[PAD]", "[CLS]", "[SEP]");

    private final List<String> tokens;

    Frame(String... tokens) {
        this.tokens = List.of(tokens);
    }

    /** The tokens in the order of their ids. */
    public List<String> tokens() {
        return tokens;
    }
}
