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
 * Handles one training request: runs the job where nobody has it, and otherwise waits until it is known what becomes
 * of it.
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

    /**
     * Returns when nothing is left to do here; blocks for as long as the job takes.
     *
     * @param delivery how often the queue delivered the request, this time included
     * @param onHold called where the job runs elsewhere: from then on this call only watches, and does not train any
     *     more
     */
    public Outcome handle(TrainingRequested request, int delivery, Runnable onHold) throws InterruptedException {
        try (MDC.MDCCloseable mdc = MDC.putCloseable("jobId", request.jobId().value())) {
            Optional<Outcome> outcome = Optional.empty();
            while (outcome.isEmpty()) {
                try (RunningJob job = running.begin(request.jobId())) {
                    outcome = look(request, job, delivery, onHold);
                }
            }
            return outcome.get();
        }
    }

    /** One look at the job; empty where another one is needed. */
    private Optional<Outcome> look(TrainingRequested request, RunningJob job, int delivery, Runnable onHold)
            throws InterruptedException {
        if (shutsDown(job)) {
            return Optional.of(Outcome.RELEASED);
        }
        long step = Checkpoints.newestStep(artifacts.jobFolder(request.jobId()));
        Decision decision = new Patience(job.stop()).call(() -> journal.take(request, step, delivery));
        LOG.info("submission {}: {}", request.submission(), decision);
        return switch (decision) {
            case Decision.Take take -> tenure.run(request, journal.lease(request, take.attempt()), job, step);
            case Decision.Hold hold -> {
                onHold.run();
                yield Optional.of(watch(request, job));
            }
            case Decision.Pass pass -> Optional.of(pass.atTheEnd() ? Outcome.REQUEUED : Outcome.PASSED);
            case Decision.Drop drop -> Optional.of(Outcome.DONE);
            case Decision.Cancel cancel -> Optional.of(Outcome.DONE);
            case Decision.GiveUp giveUp -> Optional.of(Outcome.DONE);
        };
    }

    /** Until the other run ended: with the job, or with its worker, after which any worker may take it. */
    private Outcome watch(TrainingRequested request, RunningJob job) throws InterruptedException {
        while (!job.stop().await(config.heartbeat())) {
            Decision decision = new Patience(job.stop()).call(() -> journal.peek(request));
            if (decision instanceof Decision.Drop) {
                return Outcome.DONE;
            }
            if (!(decision instanceof Decision.Hold)) {
                LOG.info("the other run is gone, the request goes back to the queue");
                return Outcome.RELEASED;
            }
        }
        return Outcome.RELEASED;
    }

    private static boolean shutsDown(RunningJob job) {
        return job.stop().asked().orElse(null) instanceof Stop.Shutdown;
    }
}
