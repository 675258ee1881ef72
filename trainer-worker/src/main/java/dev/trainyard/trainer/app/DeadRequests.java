package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.trainer.child.Checkpoints;
import jakarta.enterprise.context.ApplicationScoped;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that the queue gave up after delivering them too often: no accepted job vanishes with them. */
@ApplicationScoped
public class DeadRequests {
    private static final Logger LOG = LoggerFactory.getLogger(DeadRequests.class);

    private final RunJournal journal;
    private final ArtifactStore artifacts;

    DeadRequests(RunJournal journal, ArtifactStore artifacts) {
        this.journal = journal;
        this.artifacts = artifacts;
    }

    public void revive(TrainingRequested request) {
        LOG.warn("the queue gave up on submission {} of {}", request.submission(), request.jobId());
        journal.requeue(request, Checkpoints.newestStep(artifacts.jobFolder(request.jobId())));
    }
}
