package dev.trainyard.tensor;

/** What native exceptions say. */
final class NativeErrors {
    private NativeErrors() {}

    /** The message without the C++ stack trace that follows its first line. */
    static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }
}
