package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.error.Failure;

/** What a worker does with a training request that the queue handed to it. */
public sealed interface Decision {
    /**
     * Runs it.
     *
     * @param failures attempts of this submission that ended without a result so far
     */
    record Take(int attempt, int failures) implements Decision {}

    /** Keeps the request and looks again: another run of the job is alive. */
    record Hold(String workerId) implements Decision {}

    /** Takes it from the queue for good: there is nothing to do. */
    record Drop(String reason) implements Decision {}

    /** Ends it as cancelled: the worker that had it was lost before it could. */
    record Cancel(String reason) implements Decision {}

    /**
     * Leaves it to another worker: this one has no room for it.
     *
     * @param atTheEnd whether the request goes to the end of the queue, since it was delivered often enough
     */
    record Pass(boolean atTheEnd) implements Decision {}

    /** Ends it as failed: too many attempts ended without a result, or no worker has room for it. */
    record GiveUp(Failure failure) implements Decision {}
}
