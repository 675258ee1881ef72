package dev.trainyard.messaging;

import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.TrainyardException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats what may heal, with growing pauses. */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Connection lost, rolled back by the server, out of resources, stopped by an operator. */
    private static final Set<String> DATABASE_AWAY = Set.of("08", "40", "53", "57");

    /** What a failure calls for. */
    enum Remedy {
        /** It fails in the same way again. */
        GIVE_UP,
        /** It may be a passing trouble of this one event. */
        TRY_AGAIN,
        /** No event can be handled now: giving up on this one would give up on all. */
        WAIT
    }

    private Retries() {}

    static <T> T run(String what, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                Remedy remedy = remedy(e);
                if (remedy == Remedy.GIVE_UP || (remedy == Remedy.TRY_AGAIN && attempt >= ATTEMPTS)) {
                    throw e;
                }
                LOG.warn("{} failed at attempt {}, will be repeated: {}", what, attempt, e.toString());
                pause(attempt, e);
            }
        }
    }

    static Remedy remedy(Throwable failure) {
        if (causes(failure).anyMatch(Retries::isDatabaseAway)) {
            return Remedy.WAIT;
        }
        return causes(failure).anyMatch(Retries::isFinal) ? Remedy.GIVE_UP : Remedy.TRY_AGAIN;
    }

    /** A pool that has no connection to give says so without an SQL state. */
    private static boolean isDatabaseAway(Throwable failure) {
        return failure instanceof SQLException e
                && (e.getSQLState() == null
                        || DATABASE_AWAY.contains(e.getSQLState()
                                .substring(0, Math.min(2, e.getSQLState().length()))));
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof TrainyardException e && e.code().kind() != ErrorKind.RETRYABLE;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }

    private static void pause(int attempt, RuntimeException failure) {
        long millis = FIRST_PAUSE.toMillis() << Math.min(attempt - 1, 10);
        try {
            Thread.sleep(Math.min(millis, LONGEST_PAUSE.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
