package dev.trainyard.generate;

/** Hears a text as it is generated, on the generating thread. */
@FunctionalInterface
public interface GenerationListener {
    /** Lets everything pass. */
    GenerationListener NONE = piece -> true;

    /**
     * Takes the next piece of text, never empty; the pieces together are the text of the result.
     *
     * @return false to end the generation
     */
    boolean onText(String piece);

    /** Takes what the model thought of a token, where it was asked for, before the text that the token completes. */
    default void onToken(TokenScores scores) {}

    /** Whether {@link #onPromptToken} wants to hear of the prompt's tokens, where scores are asked for. */
    default boolean wantsPrompt() {
        return false;
    }

    /** Takes what the model thought of each token of the prompt, the first one included, before any text. */
    default void onPromptToken(TokenScores scores) {}

    /** Asked before each step, also of a long prompt; false ends the generation. */
    default boolean wanted() {
        return true;
    }
}
