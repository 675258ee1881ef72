package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.error.Failure;
import java.util.Optional;

/**
 * Where a job is in its life. Changed by {@link JobLife} alone.
 *
 * <p>A <em>submission</em> is one hand-over to the queue, counted from 1 (0 = never). An <em>attempt</em> is one run by
 * a worker, counted from 1 over all submissions (0 = none yet); reports of older attempts are ignored.
 */
public sealed interface JobState {
    int submission();

    int attempt();

    JobStatus status();

    /** Why it failed; empty in every other state. */
    default Optional<Failure> failure() {
        return Optional.empty();
    }

    /** Accepted, not handed to the queue. */
    record Created() implements JobState {
        @Override
        public int submission() {
            return 0;
        }

        @Override
        public int attempt() {
            return 0;
        }

        @Override
        public JobStatus status() {
            return JobStatus.CREATED;
        }
    }

    /**
     * Waits for a worker.
     *
     * @param retrying whether {@code attempt} belongs to this submission: its worker may come back with it
     */
    record Queued(int submission, int attempt, boolean retrying) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.QUEUED;
        }
    }

    /** A worker has it. */
    record Running(int submission, int attempt) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.RUNNING;
        }
    }

    /** The user wants it to end; the worker has not answered yet. */
    record Cancelling(int submission, int attempt) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.CANCELLING;
        }
    }

    /** The model is exported. */
    record Succeeded(int submission, int attempt) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.SUCCEEDED;
        }
    }

    /** Ended without a model; can be started again. */
    record Failed(int submission, int attempt, Failure why) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.FAILED;
        }

        @Override
        public Optional<Failure> failure() {
            return Optional.of(why);
        }
    }

    /** Ended because the user asked for it; can be started again. */
    record Cancelled(int submission, int attempt) implements JobState {
        @Override
        public JobStatus status() {
            return JobStatus.CANCELLED;
        }
    }
}
