package dev.trainyard.train;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Estimates the time to the end of a run from the pace of its recent steps, so that a slow start or a pause is soon
 * forgotten. Not thread-safe.
 */
final class StepClock {
    private static final double WEIGHT_OF_NEWEST = 0.1;

    private final LongSupplier nanoTime;
    private long lastNanos;
    private double averageSeconds = Double.NaN;

    StepClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Seconds since the step before ended, or since this clock began. */
    double stepEnded() {
        long now = nanoTime.getAsLong();
        double seconds = Math.max(1e-9, (now - lastNanos) / 1e9);
        lastNanos = now;
        averageSeconds =
                Double.isNaN(averageSeconds) ? seconds : averageSeconds + WEIGHT_OF_NEWEST * (seconds - averageSeconds);
        return seconds;
    }

    /** Leaves out of the next step what happened since the last one ended, such as a validation. */
    void pauseEnded() {
        lastNanos = nanoTime.getAsLong();
    }

    /** Time that {@code steps} more steps take at the recent pace. */
    Duration remaining(int steps) {
        return Double.isNaN(averageSeconds) ? Duration.ZERO : Duration.ofNanos((long) (averageSeconds * steps * 1e9));
    }
}
