package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.trainer.child.Checkpoints;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.domain.Decision;
import dev.trainyard.trainer.domain.Stop;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Handles one training request: takes the job where nobody has it, and otherwise waits until it is known that nothing
 * is left to do.
 */
@ApplicationScoped
public class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final RunJournal journal;
    private final Tenure tenure;
    private final RunningJobs running;
    private final ArtifactStore artifacts;
    private final WorkerConfig.Worker config;

    JobRunner(RunJournal journal, Tenure tenure, RunningJobs running, ArtifactStore artifacts, WorkerConfig config) {
        this.journal = journal;
        this.tenure = tenure;
        this.running = running;
        this.artifacts = artifacts;
        this.config = config.worker();
    }

    /** Returns when nothing is left to do here; blocks for as long as the job takes. */
    public Outcome handle(TrainingRequested request) throws InterruptedException {
        try (MDC.MDCCloseable mdc = MDC.putCloseable("jobId", request.jobId().value())) {
            Optional<Outcome> outcome = Optional.empty();
            while (outcome.isEmpty()) {
                try (RunningJob job = running.begin(request.jobId())) {
                    outcome = look(request, job);
                }
            }
            return outcome.get();
        }
    }

    /** One look at the job; empty where another one is needed. */
    private Optional<Outcome> look(TrainingRequested request, RunningJob job) throws InterruptedException {
        if (job.stop().asked().orElse(null) instanceof Stop.Shutdown) {
            return Optional.of(Outcome.RELEASED);
        }
        long step = Checkpoints.newestStep(artifacts.jobFolder(request.jobId()));
        Decision decision = new Patience(job.stop()).call(() -> journal.take(request, step));
        LOG.info("submission {}: {}", request.submission(), decision);
        return switch (decision) {
            case Decision.Take take -> tenure.run(request, journal.lease(request, take.attempt()), job, step);
            case Decision.Hold hold -> {
                job.stop().await(config.heartbeat());
                yield Optional.empty();
            }
            case Decision.Drop drop -> Optional.of(Outcome.DONE);
            case Decision.Cancel cancel -> Optional.of(Outcome.DONE);
            case Decision.GiveUp giveUp -> Optional.of(Outcome.DONE);
        };
    }
}
