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

    /** Asked before each step, also of a long prompt; false ends the generation. */
    default boolean wanted() {
        return true;
    }
}
