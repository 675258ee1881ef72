package dev.trainyard.hub;

import java.time.Duration;
import java.util.Optional;

/** A request failed in a way that may pass: a broken connection, silence, 429 or 5xx. */
final class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    TransferException(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = Optional.empty();
    }

    TransferException(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** What the server asks to wait; empty where it does not say. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
