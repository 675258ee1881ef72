package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.id.JobId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Where runs are recorded, for all workers. Every method joins the running transaction. */
public interface JobRunStore {
    /** The job's run, locked until the end of the transaction; a new one where the job is not known yet. */
    JobRun lock(JobId jobId);

    /** A new attempt belongs to a worker; its events count from 0, and nobody asked it to stop. Needs the lock. */
    void take(Lease lease, int failures, Duration timeToLive);

    /** Ends a submission that no worker has. Needs the lock. */
    void close(JobId jobId, int submission, RunState end);

    /** A submission that no worker has waits for one. Needs the lock. */
    void waitAgain(JobId jobId, int submission, int failures);

    /** Asks whoever has the newest attempt to stop. Needs the lock. */
    void requestCancel(JobId jobId, String reason);

    /** Number of the next event of the job's newest attempt, whoever has it. Needs the lock. */
    long nextSequence(JobId jobId);

    /** A sign of life. Empty where the attempt is no longer the newest or was ended; otherwise the run as it is. */
    Optional<JobRun> renew(Lease lease, Duration timeToLive);

    /** Number of the next event of this attempt; empty where it is no longer the newest or was ended. Locks it. */
    OptionalLong nextSequence(Lease lease);

    /** Ends an attempt and its submission. */
    void finish(Lease lease, RunState end);

    /** Ends an attempt; the worker keeps the job for the next one. */
    void awaitRetry(Lease lease, int failures);

    /** Gives the job back, for any worker to take at once. */
    void release(Lease lease);
}
