package dev.trainyard.devkit.stack;

/** The stack cannot be started or kept up; the message says what to do. */
public final class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StackException(String message) {
        super(message);
    }

    StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
