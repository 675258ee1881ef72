package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.trainer.child.Checkpoints;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.domain.AttemptEnd;
import dev.trainyard.trainer.domain.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's time with a job: attempt after attempt, from the moment it took the job until it ended or lost it. */
@ApplicationScoped
class Tenure {
    private static final Logger LOG = LoggerFactory.getLogger(Tenure.class);
    private static final int MOST_DOUBLINGS = 6;

    private final RunJournal journal;
    private final Attempts attempts;
    private final Endings endings;
    private final ArtifactStore artifacts;
    private final WorkerConfig.Worker config;

    Tenure(RunJournal journal, Attempts attempts, Endings endings, ArtifactStore artifacts, WorkerConfig config) {
        this.journal = journal;
        this.attempts = attempts;
        this.endings = endings;
        this.artifacts = artifacts;
        this.config = config.worker();
    }

    /** Empty where the job was lost: to another worker, or to a cancellation between two attempts. */
    Optional<Outcome> run(TrainingRequested request, Lease first, RunningJob job, long firstStep)
            throws InterruptedException {
        Path folder = artifacts.jobFolder(first.jobId());
        try (Heartbeat heartbeat = new Heartbeat(journal, job.stop(), folder, config.heartbeat(), first).start()) {
            Lease lease = first;
            long step = firstStep;
            for (int retries = 0; ; retries++) {
                Endings.Next next = attempt(request, lease, job, step);
                if (next != Endings.Next.RETRY) {
                    return Optional.of(next == Endings.Next.DONE ? Outcome.DONE : Outcome.RELEASED);
                }
                if (job.stop().await(backOff(retries))) {
                    return endings.stopBetweenAttempts(lease, job);
                }
                step = Checkpoints.newestStep(folder);
                Optional<Lease> newest = retry(lease, step, job);
                if (newest.isEmpty()) {
                    return Optional.empty();
                }
                lease = newest.get();
                heartbeat.follow(lease);
            }
        } catch (SupersededException e) {
            LOG.warn("this worker lost the job: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Endings.Next attempt(TrainingRequested request, Lease lease, RunningJob job, long step) {
        AttemptEvents events = new AttemptEvents(journal, artifacts, lease, job, config.progressInterval(), step);
        AttemptEnd end;
        try {
            end = attempts.run(lease, request, job, events);
        } catch (SupersededException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("attempt {} ended by a defect of this worker", lease.attempt(), e);
            end = new AttemptEnd.Failed(new Failure(ErrorCode.INTERNAL, "defect of the worker: " + e));
        }
        LOG.info("attempt {}: {}", lease.attempt(), end);
        return endings.settle(lease, request, job, end, events.checkpointStep());
    }

    private Optional<Lease> retry(Lease ended, long step, RunningJob job) {
        return new Patience(job.stop()).call(() -> journal.retry(ended, step));
    }

    private Duration backOff(int retries) {
        return config.retryBackOff().multipliedBy(1L << Math.min(retries, MOST_DOUBLINGS));
    }
}
