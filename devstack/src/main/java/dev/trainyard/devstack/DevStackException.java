package dev.trainyard.devstack;

/** A part of the development stack could not be started; the message says which, and where its log lies. */
public final class DevStackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DevStackException(String message) {
        super(message);
    }

    DevStackException(String message, Throwable cause) {
        super(message, cause);
    }
}
