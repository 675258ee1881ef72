package dev.trainyard.tensor;

/** An operation that goes on beside this thread. */
@FunctionalInterface
public interface Pending {
    /** Nothing to wait for. */
    Pending DONE = () -> {};

    /**
     * Returns when the operation is done; to be called once.
     *
     * <p>Errors: {@link dev.trainyard.failure.FailureCode#WORKER_LOST} where a peer ended or does not answer.
     */
    void await();
}
