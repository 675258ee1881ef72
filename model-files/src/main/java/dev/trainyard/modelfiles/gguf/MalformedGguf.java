package dev.trainyard.modelfiles.gguf;

/** What is wrong with a file; the reader adds which file. */
public final class MalformedGguf extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, to follow the name of the file */
    public MalformedGguf(String message) {
        super(message);
    }
}
