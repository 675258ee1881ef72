package dev.trainyard.export.gguf;

/** What is wrong with a file; the reader adds which file. */
final class MalformedGguf extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedGguf(String message) {
        super(message);
    }
}
