package dev.trainyard.publishing.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.hub.Patience;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats what may fail in passing, with growing pauses. Thread-safe. */
public final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Patience patience;

    public Attempts(Patience patience) {
        this.patience = patience;
    }

    /** Something that may fail in passing. */
    public interface Attempt<T> {
        T make() throws Passing, InterruptedException;
    }

    /** The result of the first attempt that has one. Errors: UNAVAILABLE where the last one failed too. */
    public <T> T until(Attempt<T> attempt) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return attempt.make();
            } catch (Passing e) {
                Duration pause = pause(e, failures);
                if (failures >= patience.attempts() || pause.compareTo(patience.longestPause()) > 0) {
                    throw new TrainyardException(ErrorCode.UNAVAILABLE, e.getMessage() + givenUp(e, failures), e);
                }
                LOG.info("{}, trying again in {} ms", e.getMessage(), pause.toMillis());
                Thread.sleep(pause);
            }
        }
    }

    private Duration pause(Passing failure, int failures) {
        Duration usual = patience.pause(failures);
        return failure.retryAfter().filter(asked -> asked.compareTo(usual) > 0).orElse(usual);
    }

    private String givenUp(Passing failure, int failures) {
        return failure.retryAfter()
                        .filter(asked -> asked.compareTo(patience.longestPause()) > 0)
                        .map(asked -> "; it asks to wait " + asked.toSeconds() + " s")
                        .orElse("; given up after " + failures + " attempts")
                + ": nothing was made current, publish it again later, or check the network and the endpoint";
    }
}
