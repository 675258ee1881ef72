package dev.trainyard.gateway.domain;

/** What users call the states of a job. */
public enum JobStatus {
    CREATED,
    QUEUED,
    RUNNING,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Whether training is over, one way or the other. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
