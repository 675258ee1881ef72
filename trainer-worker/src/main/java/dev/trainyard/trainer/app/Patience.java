package dev.trainyard.trainer.app;

import dev.trainyard.trainer.domain.Stop;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what failed because the database did not answer, until it does: a run must not end because of it. Other
 * failures, and any failure once the worker shuts down, are passed on.
 */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** SQL state classes: connection, transaction rollback, resources, operator intervention. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

    private final StopSignal stop;

    Patience(StopSignal stop) {
        this.stop = stop;
    }

    <T> T call(Supplier<T> action) {
        while (true) {
            try {
                return action.get();
            } catch (RuntimeException e) {
                if (!isPassing(e) || stop.asked().orElse(null) instanceof Stop.Shutdown) {
                    throw e;
                }
                LOG.warn("the database did not answer, trying again: {}", e.getMessage());
                pause();
            }
        }
    }

    void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the database", e);
        }
    }

    /** Whether the same call may succeed later. */
    static boolean isPassing(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql.getSQLState() == null
                        || sql.getSQLState().length() < 2
                        || PASSING.contains(sql.getSQLState().substring(0, 2));
            }
            if (t instanceof RollbackException || t instanceof SystemException) {
                return true;
            }
        }
        return false;
    }
}
