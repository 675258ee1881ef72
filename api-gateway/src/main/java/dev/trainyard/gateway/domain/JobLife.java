package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.event.UsageEvent;
import dev.trainyard.gateway.domain.JobState.Cancelling;
import dev.trainyard.gateway.domain.JobState.Created;
import dev.trainyard.gateway.domain.JobState.Queued;
import dev.trainyard.gateway.domain.JobState.Running;
import java.util.Optional;

/**
 * The life of a job: one function from a job and an event to the job afterwards. What users ask for is an event too
 * ({@code TrainingRequested}, {@code CancelRequested}), so that nothing else ever changes a state.
 */
public final class JobLife {
    private JobLife() {}

    /** The job after the event; empty where the event is late, superseded or contradicts the state. */
    public static Optional<Job> after(Job job, Event event) {
        return switch (event) {
            case TrainingRequested e -> requested(job, e);
            case CancelRequested e -> cancelRequested(job, e);
            case TrainingEvent e -> Training.after(job, e);
            case ModelEvent e -> AfterTraining.registration(job, e);
            case EvaluationEvent e -> AfterTraining.evaluation(job, e);
            case DeploymentEvent e -> AfterTraining.deployment(job, e);
            case ExportEvent e -> Optional.empty();
            case UsageEvent e -> Optional.empty();
        };
    }

    private static Optional<Job> requested(Job job, TrainingRequested e) {
        if (e.submission() != job.state().submission() + 1) {
            return Optional.empty();
        }
        return switch (job.status()) {
            case CREATED, FAILED, CANCELLED ->
                Optional.of(job.again(new Queued(e.submission(), job.state().attempt(), false)));
            case QUEUED, RUNNING, CANCELLING, SUCCEEDED -> Optional.empty();
        };
    }

    private static Optional<Job> cancelRequested(Job job, CancelRequested e) {
        if (e.submission() != job.state().submission()) {
            return Optional.empty();
        }
        return switch (job.state()) {
            case Queued at -> Optional.of(job.with(new Cancelling(at.submission(), at.attempt())));
            case Running at -> Optional.of(job.with(new Cancelling(at.submission(), at.attempt())));
            case Created at -> Optional.empty();
            case Cancelling at -> Optional.empty();
            case JobState.Succeeded at -> Optional.empty();
            case JobState.Failed at -> Optional.empty();
            case JobState.Cancelled at -> Optional.empty();
        };
    }
}
