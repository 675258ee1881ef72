package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A training job and all that is known of it.
 *
 * @param spec complete and resolved
 * @param startTime when the newest submission's first attempt began
 * @param endTime when training ended
 */
public record Job(
        JobId id,
        JobSpec spec,
        Instant createdAt,
        JobState state,
        Stages stages,
        Progress progress,
        Outcome outcome,
        Optional<Instant> startTime,
        Optional<Instant> endTime) {

    /** A job that was accepted just now. */
    public static Job accepted(JobId id, JobSpec spec, Instant time) {
        return new Job(
                id,
                spec,
                time,
                new JobState.Created(),
                Stages.pending(),
                Progress.none(),
                Outcome.none(),
                Optional.empty(),
                Optional.empty());
    }

    public JobStatus status() {
        return state.status();
    }

    /** From 0 to 1; 1 once there is a model, even where early stopping cut training short. */
    public double progressShare() {
        return status() == JobStatus.SUCCEEDED ? 1.0 : progress.share();
    }

    /** Whether the job has ended and nothing more will happen to it by itself. */
    public boolean settled() {
        return switch (status()) {
            case CREATED, QUEUED, RUNNING, CANCELLING -> false;
            case FAILED, CANCELLED -> true;
            case SUCCEEDED -> stages.ended();
        };
    }

    Job with(JobState other) {
        return new Job(id, spec, createdAt, other, stages, progress, outcome, startTime, endTime);
    }

    Job with(Stages other) {
        return new Job(id, spec, createdAt, state, other, progress, outcome, startTime, endTime);
    }

    Job with(Progress other) {
        return new Job(id, spec, createdAt, state, stages, other, outcome, startTime, endTime);
    }

    Job with(Outcome other) {
        return new Job(id, spec, createdAt, state, stages, progress, other, startTime, endTime);
    }

    Job begunAt(Instant time) {
        return new Job(
                id,
                spec,
                createdAt,
                state,
                stages,
                progress,
                outcome,
                startTime.or(() -> Optional.of(time)),
                Optional.empty());
    }

    Job endedAt(Instant time) {
        return new Job(id, spec, createdAt, state, stages, progress.ended(), outcome, startTime, Optional.of(time));
    }

    /** The same job before its first attempt of a submission. */
    Job again(JobState.Queued queued) {
        return new Job(
                id,
                spec,
                createdAt,
                queued,
                Stages.pending(),
                progress.ended(),
                Outcome.none(),
                Optional.empty(),
                Optional.empty());
    }
}
