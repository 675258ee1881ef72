package dev.trainyard.contracts.wire;

/** A record on a topic is not an event of ours: headers missing, or a body that does not fit its type. */
public final class MalformedEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedEventException(String message) {
        super(message);
    }

    public MalformedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
