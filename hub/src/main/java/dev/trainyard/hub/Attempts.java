package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts failures in a row, waits between them, and knows when to give up. One thread. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final int most;
    private final Patience patience;
    private final Cancellation cancellation;
    private int failures;

    Attempts(int most, Patience patience, Cancellation cancellation) {
        this.most = most;
        this.patience = patience;
        this.cancellation = cancellation;
    }

    /** Something that may fail in passing. */
    interface Request<T> {
        T send() throws TransferException, IOException;
    }

    /** The answer to the first attempt that has one. Errors: UNAVAILABLE after too many failures. */
    <T> T until(Request<T> request) throws IOException {
        while (true) {
            try {
                return request.send();
            } catch (TransferException e) {
                failed(e);
            }
        }
    }

    /** There was progress: failures count from the start again. */
    void progressed() {
        failures = 0;
    }

    /** Waits before the next attempt. Errors: UNAVAILABLE where there is none. */
    void failed(TransferException failure) {
        failures++;
        Duration pause = failure.retryAfter()
                .filter(asked -> asked.compareTo(patience.pause(failures)) > 0)
                .orElse(patience.pause(failures));
        if (failures >= most || pause.compareTo(patience.longestPause()) > 0) {
            throw new TrainyardException(ErrorCode.UNAVAILABLE, failure.reason() + givenUp(failure), failure);
        }
        LOG.info("{}, trying again in {} ms", failure.reason(), pause.toMillis());
        cancellation.pause(pause);
    }

    private String givenUp(TransferException failure) {
        return failure.retryAfter()
                        .filter(asked -> asked.compareTo(patience.longestPause()) > 0)
                        .map(asked -> "; it asks to wait " + asked.toSeconds() + " s")
                        .orElse("; given up after " + failures + " attempts")
                + ": try again later, or check the network and the endpoint";
    }
}
