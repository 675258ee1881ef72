package dev.trainyard.gateway.store;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobState;
import dev.trainyard.gateway.domain.JobStatus;
import dev.trainyard.gateway.domain.Outcome;
import dev.trainyard.gateway.domain.Progress;
import dev.trainyard.gateway.domain.Stages;
import java.time.Instant;
import java.util.Optional;

/** A job as it is written to the table: the sealed state becomes a status with its fields beside it. */
record JobDocument(
        JobId id,
        JobSpec spec,
        Instant createdAt,
        JobStatus status,
        int submission,
        int attempt,
        boolean retrying,
        Optional<Failure> failure,
        Stages stages,
        Progress progress,
        Outcome outcome,
        Optional<Instant> startTime,
        Optional<Instant> endTime) {

    static JobDocument of(Job job) {
        JobState state = job.state();
        return new JobDocument(
                job.id(),
                job.spec(),
                job.createdAt(),
                state.status(),
                state.submission(),
                state.attempt(),
                state instanceof JobState.Queued queued && queued.retrying(),
                state.failure(),
                job.stages(),
                job.progress(),
                job.outcome(),
                job.startTime(),
                job.endTime());
    }

    Job job() {
        return new Job(id, spec, createdAt, state(), stages, progress, outcome, startTime, endTime);
    }

    private JobState state() {
        return switch (status) {
            case CREATED -> new JobState.Created();
            case QUEUED -> new JobState.Queued(submission, attempt, retrying);
            case RUNNING -> new JobState.Running(submission, attempt);
            case CANCELLING -> new JobState.Cancelling(submission, attempt);
            case SUCCEEDED -> new JobState.Succeeded(submission, attempt);
            case FAILED ->
                new JobState.Failed(
                        submission,
                        attempt,
                        failure.orElse(new Failure(ErrorCode.INTERNAL, "the reason was not recorded")));
            case CANCELLED -> new JobState.Cancelled(submission, attempt);
        };
    }
}
