package dev.trainyard.hub;

import java.time.Duration;

/** Says whether a fetch is still wanted; asked from several threads. */
@FunctionalInterface
public interface Cancellation {
    /** Longest time until a wish is noticed. */
    Duration NOTICED = Duration.ofMillis(100);

    /** Whether the fetch shall end. */
    boolean requested();

    /** Errors: {@link FetchCancelledException} where it was requested. */
    default void check() {
        if (requested() || Thread.currentThread().isInterrupted()) {
            throw new FetchCancelledException();
        }
    }

    /** Waits, and throws as {@link #check} does as soon as the wish is there. */
    default void pause(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        for (long left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
            check();
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, NOTICED.toNanos())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        check();
    }
}
