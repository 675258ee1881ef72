package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.AttemptStarted;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.TrainingEvent.StageStarted;
import dev.trainyard.contracts.event.TrainingEvent.TrainingProgressed;
import dev.trainyard.contracts.event.TrainingEvent.ValidationMeasured;
import dev.trainyard.gateway.domain.JobState.Cancelled;
import dev.trainyard.gateway.domain.JobState.Cancelling;
import dev.trainyard.gateway.domain.JobState.Created;
import dev.trainyard.gateway.domain.JobState.Failed;
import dev.trainyard.gateway.domain.JobState.Queued;
import dev.trainyard.gateway.domain.JobState.Running;
import dev.trainyard.gateway.domain.JobState.Succeeded;
import java.time.Instant;
import java.util.Optional;

/** The part of {@link JobLife} in which a worker has the job. */
final class Training {
    private Training() {}

    static Optional<Job> after(Job job, TrainingEvent event) {
        return switch (event) {
            case AttemptStarted e -> started(job, e);
            case StageStarted e -> inAttempt(job, e).map(at -> stage(at, e));
            case TrainingProgressed e -> inAttempt(job, e).map(at -> at.with(progress(at.progress(), e)));
            case ValidationMeasured e ->
                inAttempt(job, e).map(at -> at.with(at.progress().withMetrics(e.metrics())));
            case CheckpointSaved e -> inAttempt(job, e);
            case JobSucceeded e -> succeeded(job, e);
            case AttemptFailed e -> failed(job, e);
            case JobCancelled e -> cancelled(job, e);
        };
    }

    private static Optional<Job> started(Job job, AttemptStarted e) {
        boolean newer = e.head().attempt() > job.state().attempt();
        return newer && e.submission() == job.state().submission() ? inAttempt(job, e) : Optional.empty();
    }

    /** The job in the attempt the event belongs to; empty where that attempt is superseded or over. */
    private static Optional<Job> inAttempt(Job job, TrainingEvent e) {
        int attempt = e.head().attempt();
        return stateIn(job.state(), attempt).map(state -> {
            boolean begins = attempt > job.state().attempt() || job.state() instanceof Queued;
            Job at = begins ? job.with(job.stages().again()).with(job.progress().ended()) : job;
            return at.with(state).begunAt(e.head().time());
        });
    }

    private static Optional<JobState> stateIn(JobState state, int attempt) {
        return switch (state) {
            case Queued at
            when attempt > at.attempt() || (at.retrying() && attempt == at.attempt()) ->
                Optional.of(new Running(at.submission(), attempt));
            case Running at when attempt >= at.attempt() -> Optional.of(new Running(at.submission(), attempt));
            case Cancelling at
            when attempt >= at.attempt() && attempt > 0 -> Optional.of(new Cancelling(at.submission(), attempt));
            // Somebody gave the job up for lost, and a worker took it after all.
            case Failed at when attempt > at.attempt() -> Optional.of(new Running(at.submission(), attempt));
            case Created at -> Optional.empty();
            case Queued at -> Optional.empty();
            case Running at -> Optional.empty();
            case Cancelling at -> Optional.empty();
            case Succeeded at -> Optional.empty();
            case Failed at -> Optional.empty();
            case Cancelled at -> Optional.empty();
        };
    }

    private static Job stage(Job job, StageStarted e) {
        StageProgress now = job.stages().of(e.stage());
        boolean over = job.stages().all().stream()
                .anyMatch(other ->
                        other.stage().compareTo(e.stage()) > 0 && other.status() == StageProgress.Status.RUNNING);
        return over || now.status().ended()
                ? job
                : job.with(job.stages().running(e.stage(), e.message(), e.head().time()));
    }

    /** An event that was overtaken by a later one of the same attempt changes nothing. */
    private static Progress progress(Progress now, TrainingProgressed e) {
        boolean overtaken = now.at().filter(at -> at.isAfter(e.head().time())).isPresent();
        return overtaken
                ? now
                : new Progress(
                                e.step(),
                                e.totalSteps(),
                                e.epoch(),
                                now.metrics(),
                                e.etaSeconds(),
                                Optional.of(e.head().time()))
                        .withMetrics(e.metrics());
    }

    private static Optional<Job> succeeded(Job job, JobSucceeded e) {
        if (e.submission() != job.state().submission()) {
            return Optional.empty();
        }
        Instant time = e.head().time();
        Optional<Job> at = inAttempt(job, e);
        return at.map(now -> now.with(new Succeeded(e.submission(), e.head().attempt()))
                .with(now.stages().succeeded(Stage.EXPORT, "", time))
                .with(now.progress().withMetrics(e.metrics()))
                .endedAt(time));
    }

    private static Optional<Job> failed(Job job, AttemptFailed e) {
        if (e.submission() != job.state().submission()) {
            return Optional.empty();
        }
        return inAttempt(job, e).map(now -> e.willRetry() ? retrying(now, e) : failedForGood(now, e));
    }

    private static Job retrying(Job job, AttemptFailed e) {
        JobState waiting =
                job.state() instanceof Running at ? new Queued(at.submission(), at.attempt(), true) : job.state();
        String message = "attempt %d failed (%s), the next one goes on from the last checkpoint"
                .formatted(e.head().attempt(), e.failure().message());
        Stages stages = job.stages().interrupted(message, e.head().time());
        return job.with(waiting).with(stages).with(job.progress().ended());
    }

    private static Job failedForGood(Job job, AttemptFailed e) {
        Instant time = e.head().time();
        Stages stages =
                job.stages().stopped(StageProgress.Status.FAILED, e.failure().message(), time);
        return job.with(new Failed(e.submission(), e.head().attempt(), e.failure()))
                .with(stages)
                .endedAt(time);
    }

    /** Attempt 0: it was cancelled before any worker had it. */
    private static Optional<Job> cancelled(Job job, JobCancelled e) {
        int attempt = e.head().attempt();
        boolean meant = e.submission() == job.state().submission()
                && (attempt == 0 || attempt >= job.state().attempt());
        if (!meant) {
            return Optional.empty();
        }
        return switch (job.status()) {
            case CREATED, QUEUED, RUNNING, CANCELLING -> {
                Instant time = e.head().time();
                int last = Math.max(attempt, job.state().attempt());
                yield Optional.of(job.with(new Cancelled(e.submission(), last))
                        .with(job.stages().stopped(StageProgress.Status.SKIPPED, "cancelled: " + e.reason(), time))
                        .endedAt(time));
            }
            case SUCCEEDED, FAILED, CANCELLED -> Optional.empty();
        };
    }
}
