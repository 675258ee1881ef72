package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.trainer.domain.Decision.Cancel;
import dev.trainyard.trainer.domain.Decision.Drop;
import dev.trainyard.trainer.domain.Decision.GiveUp;
import dev.trainyard.trainer.domain.Decision.Hold;
import dev.trainyard.trainer.domain.Decision.Take;

/**
 * Decides what to do with a training request. The queue may deliver a request more than once and to several workers;
 * this is what makes one run of it.
 *
 * @param maxAttempts attempts of a submission that may end without a result
 */
public record TakePolicy(int maxAttempts) {
    /** What to do with submission {@code submission} of the job, given what is known of it. */
    public Decision decide(JobRun run, int submission) {
        if (submission < run.submission()) {
            return new Drop("submission " + submission + " was followed by submission " + run.submission());
        }
        if (run.leaseLive() && !run.state().finished()) {
            return new Hold(run.workerId().orElse("unknown"));
        }
        if (submission > run.submission()) {
            return new Take(run.attempt() + 1, 0);
        }
        return switch (run.state()) {
            case SUCCEEDED, FAILED, CANCELLED ->
                new Drop("submission " + submission + " is " + run.state().name());
            case WAITING -> new Take(run.attempt() + 1, run.failures());
            case RUNNING -> afterLostWorker(run);
        };
    }

    /** Whether another attempt follows once {@code failures} of a submission ended without a result. */
    public boolean allowsRetry(int failures) {
        return failures < maxAttempts;
    }

    private Decision afterLostWorker(JobRun run) {
        if (run.cancelReason().isPresent()) {
            return new Cancel(run.cancelReason().get());
        }
        int failures = run.failures() + 1;
        if (allowsRetry(failures)) {
            return new Take(run.attempt() + 1, failures);
        }
        return new GiveUp(tooManyFailures(run, failures));
    }

    /** Why a submission is given up after its last attempt was lost. */
    public Failure tooManyFailures(JobRun run, int failures) {
        return new Failure(
                ErrorCode.WORKER_LOST,
                ("%d attempts ended without a result, the last one when worker %s was lost (at most %d may). If the job"
                                + " needs more memory than a worker has, make it smaller; then start it again, and it"
                                + " goes on from its last checkpoint")
                        .formatted(failures, run.workerId().orElse("unknown"), maxAttempts - 1));
    }
}
