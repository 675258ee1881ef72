package dev.trainyard.trainer.domain;

/** Where the newest submission of a job stands with the workers. */
public enum RunState {
    /** Nothing runs: not taken yet, given back by a worker that shut down, or waiting for the next attempt. */
    WAITING,
    /** A worker runs it; whether that worker still lives is a question of the lease. */
    RUNNING,
    /** Ended with a model. */
    SUCCEEDED,
    /** Ended without a model; only a new submission starts it again. */
    FAILED,
    /** Ended because the user asked for it. */
    CANCELLED;

    /** Whether nothing more will happen to this submission. */
    public boolean finished() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
