package dev.trainyard.gateway.app;

import dev.trainyard.contracts.event.ControlEvent;
import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.ModelEvent.RegistrationFailed;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingRequest;
import dev.trainyard.contracts.event.UsageEvent;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobLife;
import dev.trainyard.gateway.domain.JobRepository;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in what other services report of jobs. Thread-safe. */
@Singleton
public class JobReports {
    private static final Logger LOG = LoggerFactory.getLogger(JobReports.class);

    private final JobRepository repository;
    private final JobHistory history;

    JobReports(JobRepository repository, JobHistory history) {
        this.repository = repository;
        this.history = history;
    }

    /** Applies an event in the running transaction; one that is late or superseded changes nothing. */
    public void takeIn(Event event) {
        jobId(event).ifPresent(id -> takeIn(id, event));
    }

    private void takeIn(JobId id, Event event) {
        Optional<Job> job = repository.lock(id);
        if (job.isEmpty()) {
            LOG.warn("{} is about job {}, which is not known here", EventCodec.type(event), id);
            return;
        }
        Optional<Job> changed = JobLife.after(job.get(), event);
        if (changed.isEmpty()) {
            LOG.info(
                    "{} of attempt {} comes too late for job {}, which is {} in attempt {}",
                    EventCodec.type(event),
                    event.head().attempt(),
                    id,
                    job.get().status(),
                    job.get().state().attempt());
            return;
        }
        history.record(changed.get(), event);
        if (changed.get().status() != job.get().status()) {
            LOG.info(
                    "job {} is {} (was {})",
                    id,
                    changed.get().status(),
                    job.get().status());
        }
    }

    /** Empty where the event is about no job: a model trained elsewhere, or an evaluation that a user asked for. */
    private static Optional<JobId> jobId(Event event) {
        return switch (event) {
            case TrainingRequest e -> Optional.of(e.jobId());
            case ControlEvent e -> Optional.of(e.jobId());
            case TrainingEvent e -> Optional.of(e.jobId());
            case VersionRegistered e -> Optional.of(e.jobId());
            case VersionImported e -> Optional.empty();
            case RegistrationFailed e -> Optional.of(e.jobId());
            case EvaluationEvent e -> e.jobId();
            case DeploymentEvent e -> e.jobId();
            case ExportEvent e -> Optional.empty();
            case UsageEvent e -> Optional.empty();
        };
    }
}
