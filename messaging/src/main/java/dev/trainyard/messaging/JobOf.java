package dev.trainyard.messaging;

import dev.trainyard.contracts.event.ControlEvent;
import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingRequest;
import dev.trainyard.contracts.id.JobId;

/** The job an event belongs to, for the logs. */
final class JobOf {
    private JobOf() {}

    static JobId event(Event event) {
        return switch (event) {
            case TrainingRequest e -> e.jobId();
            case ControlEvent e -> e.jobId();
            case TrainingEvent e -> e.jobId();
            case ModelEvent.VersionRegistered e -> e.jobId();
            case ModelEvent.RegistrationFailed e -> e.jobId();
            case EvaluationEvent e -> e.jobId();
            case DeploymentEvent e -> e.jobId();
        };
    }
}
