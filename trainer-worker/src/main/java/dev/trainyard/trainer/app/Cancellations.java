package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.trainer.child.Checkpoints;
import jakarta.enterprise.context.ApplicationScoped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends jobs that wait, and lets the worker of a running one know, which looks with each heartbeat. Hearing of a
 * cancellation twice, or in two workers, changes nothing.
 */
@ApplicationScoped
public class Cancellations {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellations.class);

    private final RunJournal journal;
    private final ArtifactStore artifacts;

    Cancellations(RunJournal journal, ArtifactStore artifacts) {
        this.journal = journal;
        this.artifacts = artifacts;
    }

    public void request(CancelRequested event) {
        LOG.info("cancellation of submission {} asked for: {}", event.submission(), event.reason());
        long step = Checkpoints.newestStep(artifacts.jobFolder(event.jobId()));
        journal.cancel(event.jobId(), event.submission(), event.reason(), step);
    }
}
