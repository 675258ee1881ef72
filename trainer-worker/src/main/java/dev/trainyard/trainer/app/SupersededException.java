package dev.trainyard.trainer.app;

import dev.trainyard.trainer.domain.Lease;

/** An attempt wanted to write, but it is no longer the newest one or was ended. */
final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SupersededException(Lease lease) {
        super("attempt " + lease.attempt() + " of " + lease.jobId() + " is no longer the newest");
    }
}
