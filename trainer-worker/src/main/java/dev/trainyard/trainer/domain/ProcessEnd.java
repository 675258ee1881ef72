package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import java.util.Optional;

/**
 * How a training process ended, and what that means.
 *
 * @param exitCode 0 succeeded, 2 user error, 3 resources, 4 internal, 5 another rank was lost, 128 + n killed by
 *     signal n
 * @param lastLine its last word, if it had time for one
 * @param stopRequested whether this worker asked it to stop
 * @param outOfMemoryKills processes that the kernel killed for want of memory while it ran
 * @param errorTail end of what it wrote to stderr
 */
public record ProcessEnd(
        int exitCode, Optional<TrainerLine> lastLine, boolean stopRequested, long outOfMemoryKills, String errorTail) {
    private static final int RESOURCES = 3;
    private static final int RANK_LOST = 5;
    private static final int SIGNALLED = 128;
    private static final int SIGKILL = 9;

    /** What became of the attempt. Its own last line is believed first, its exit code second. */
    public AttemptEnd meaning() {
        TrainerLine last = lastLine.orElse(null);
        if (exitCode == 0 && last instanceof TrainerLine.Succeeded succeeded) {
            return new AttemptEnd.Succeeded(succeeded);
        }
        if (stopRequested) {
            return new AttemptEnd.Stopped();
        }
        if (last instanceof TrainerLine.Failed failed) {
            return new AttemptEnd.Failed(failed.failure());
        }
        return new AttemptEnd.Failed(exitCode > SIGNALLED ? killed(exitCode - SIGNALLED) : exited());
    }

    /** Whether it ended because another process of the same run did. */
    boolean isConsequence() {
        return exitCode == RANK_LOST;
    }

    private Failure killed(int signal) {
        if (signal == SIGKILL && outOfMemoryKills > 0) {
            return new Failure(
                    ErrorCode.OUT_OF_MEMORY,
                    "the training process was killed by the kernel because memory ran out: use a smaller batch_size or"
                            + " max_length, a smaller model, or a worker with more memory");
        }
        return new Failure(
                ErrorCode.WORKER_LOST,
                "the training process was ended by signal " + signal + ", not by this worker" + withTail());
    }

    private Failure exited() {
        if (exitCode == RESOURCES) {
            return new Failure(
                    ErrorCode.OUT_OF_MEMORY,
                    "the training process ran out of heap memory: use a smaller max_length, or raise"
                            + " TRAINYARD_CHILD_HEAP of the workers" + withTail());
        }
        if (exitCode == RANK_LOST) {
            return new Failure(ErrorCode.WORKER_LOST, "another process of the run was lost" + withTail());
        }
        return new Failure(
                ErrorCode.INTERNAL,
                "the training process ended with exit code " + exitCode + " without saying why; worker.log in the job's"
                        + " folder has its whole error output" + withTail());
    }

    private String withTail() {
        return errorTail.isBlank() ? "" : ". It last wrote: " + errorTail.strip();
    }
}
