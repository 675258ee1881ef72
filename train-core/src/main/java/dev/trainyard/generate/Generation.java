package dev.trainyard.generate;

import java.util.List;

/**
 * A generated text.
 *
 * @param text what was generated, without stop texts and special tokens
 * @param tokenIds the generated ids, including the one that ended the text
 * @param promptTokens tokens of the prompt
 */
public record Generation(String text, List<Integer> tokenIds, int promptTokens, FinishReason finishReason) {

    /** Why no more text came. */
    public enum FinishReason {
        /** The model ended its turn, or a stop text came. */
        STOP,
        /** The limit of new tokens or of the model's context was reached. */
        LENGTH,
        /** The listener wanted no more. */
        CANCELLED
    }

    public Generation {
        tokenIds = List.copyOf(tokenIds);
    }

    /** Tokens that were generated. */
    public int completionTokens() {
        return tokenIds.size();
    }
}
