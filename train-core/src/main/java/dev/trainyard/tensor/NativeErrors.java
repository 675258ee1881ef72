package dev.trainyard.tensor;

/** What native exceptions say. */
final class NativeErrors {
    private NativeErrors() {}

    /** The message without the place in the C++ source before it and the stack trace after its first line. */
    static String firstLine(RuntimeException e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
        return line.replaceFirst("^\\[\\S+\\.(cc|cpp|h):\\d+\\] ", "");
    }
}
