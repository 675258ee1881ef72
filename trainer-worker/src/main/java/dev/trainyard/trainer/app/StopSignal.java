package dev.trainyard.trainer.app;

import dev.trainyard.trainer.domain.Stop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The wish that a run ends. The first wish counts; that it was superseded overrules any other. Thread-safe.
 */
final class StopSignal {
    private @Nullable Stop asked;
    private Consumer<Stop> action = stop -> {};

    /** Makes the wish known; repeating it changes nothing. */
    synchronized void request(Stop stop) {
        boolean overrules = stop instanceof Stop.Superseded && !(asked instanceof Stop.Superseded);
        if (asked == null || overrules) {
            asked = stop;
            notifyAll();
            action.accept(stop);
        }
    }

    synchronized Optional<Stop> asked() {
        return Optional.ofNullable(asked);
    }

    /** From now on called for each wish, and at once where there is one; it must not block. */
    synchronized void onRequest(Consumer<Stop> newAction) {
        action = newAction;
        if (asked != null) {
            newAction.accept(asked);
        }
    }

    /** Waits for a wish; whether there is one. */
    synchronized boolean await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); asked == null && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return asked != null;
    }
}
