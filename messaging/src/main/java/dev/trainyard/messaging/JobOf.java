package dev.trainyard.messaging;

import dev.trainyard.contracts.event.ControlEvent;
import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingRequest;
import dev.trainyard.contracts.event.UsageEvent;
import dev.trainyard.contracts.id.JobId;
import java.util.Optional;

/** The job an event belongs to, for the logs; empty where it is about no job. */
final class JobOf {
    private JobOf() {}

    static Optional<JobId> event(Event event) {
        return switch (event) {
            case TrainingRequest e -> Optional.of(e.jobId());
            case ControlEvent e -> Optional.of(e.jobId());
            case TrainingEvent e -> Optional.of(e.jobId());
            case ModelEvent.VersionRegistered e -> Optional.of(e.jobId());
            case ModelEvent.VersionImported e -> Optional.empty();
            case ModelEvent.RegistrationFailed e -> Optional.of(e.jobId());
            case EvaluationEvent e -> e.jobId();
            case DeploymentEvent e -> e.jobId();
            case ExportEvent e -> Optional.empty();
            case UsageEvent e -> Optional.empty();
        };
    }
}
