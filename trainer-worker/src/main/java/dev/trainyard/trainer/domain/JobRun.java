package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.id.JobId;
import java.util.Optional;

/**
 * A job as the workers see it; there is one per job.
 *
 * @param submission the newest submission that any worker heard of, 0 = none yet
 * @param attempt the newest attempt, over all submissions; 0 = none yet. Whoever holds an older one must stop.
 * @param leaseLive whether the worker that has the attempt gave a sign of life lately, by the database's clock
 * @param workerId the worker that has, or had, the attempt
 * @param failures attempts of this submission that ended without a result
 * @param cancelReason why the user wants it to end; empty unless asked for
 */
public record JobRun(
        JobId jobId,
        int submission,
        int attempt,
        RunState state,
        boolean leaseLive,
        Optional<String> workerId,
        int failures,
        Optional<String> cancelReason) {}
