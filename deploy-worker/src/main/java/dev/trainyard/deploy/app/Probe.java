package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.TrainyardException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question that a server is asked again and again, each time on a thread of its own, since a server that hangs lets
 * one wait. Confined to one thread but for the asking.
 */
final class Probe {
    private final Asking asking;
    private final Duration pause;
    private @Nullable Thread thread;
    private volatile Optional<String> answer = Optional.empty();
    private Instant next;
    private int failures;

    /** Asks a server. Errors: a {@link TrainyardException} that says what was wrong. */
    @FunctionalInterface
    interface Asking {
        void ask() throws InterruptedException;
    }

    Probe(Asking asking, Duration pause, Instant now) {
        this.asking = asking;
        this.pause = pause;
        this.next = now.plus(pause);
    }

    /** Takes note of an answer that has come. */
    void look(Instant now) {
        Thread asked = thread;
        if (asked != null && !asked.isAlive()) {
            thread = null;
            failures = answer.isPresent() ? failures + 1 : 0;
            // A failure is looked into at once.
            next = answer.isPresent() ? now : now.plus(pause);
        }
    }

    boolean isDue(Instant now) {
        return thread == null && !now.isBefore(next);
    }

    void ask() {
        thread = Thread.ofVirtual().start(() -> answer = asked());
    }

    /** There is no need to ask this time. */
    void skip(Instant now) {
        answer = Optional.empty();
        failures = 0;
        next = now.plus(pause);
    }

    /** Failures in a row. */
    int failures() {
        return failures;
    }

    /** What was wrong the last time; empty where nothing was. */
    Optional<String> problem() {
        return failures == 0 ? Optional.empty() : answer;
    }

    private Optional<String> asked() {
        try {
            asking.ask();
            return Optional.empty();
        } catch (TrainyardException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            return Optional.empty();
        }
    }
}
