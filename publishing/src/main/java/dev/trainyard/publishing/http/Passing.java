package dev.trainyard.publishing.http;

import java.time.Duration;
import java.util.Optional;

/** A request failed in a way that may pass: a broken connection, silence, 408, 429 or 5xx. */
public final class Passing extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    public Passing(String message) {
        this(message, Optional.empty());
    }

    Passing(String message, Optional<Duration> retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    Passing(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = Optional.empty();
    }

    /** What the server asks to wait; empty where it does not say. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
