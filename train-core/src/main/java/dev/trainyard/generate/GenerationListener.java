package dev.trainyard.generate;

/** Hears generated text as it comes, on the generating thread. */
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
}
