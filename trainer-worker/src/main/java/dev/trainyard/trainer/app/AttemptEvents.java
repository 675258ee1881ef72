package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.StageStarted;
import dev.trainyard.contracts.event.TrainingEvent.TrainingProgressed;
import dev.trainyard.contracts.event.TrainingEvent.ValidationMeasured;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.trainer.domain.Lease;
import dev.trainyard.trainer.domain.TrainerLine;
import dev.trainyard.trainer.domain.TrainerLine.CheckpointWritten;
import dev.trainyard.trainer.domain.TrainerLine.Progressed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other services what the lines of a training process say. Of the progress lines at most one per interval
 * is told, the newest, and none is held back longer or past another event. One thread.
 */
final class AttemptEvents {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptEvents.class);

    private final RunJournal journal;
    private final ArtifactStore artifacts;
    private final Patience patience;
    private final Lease lease;
    private final RunningJob job;
    private final long intervalNanos;
    private @Nullable Progressed waiting;
    private long toldAt;
    private long checkpointStep;

    AttemptEvents(
            RunJournal journal,
            ArtifactStore artifacts,
            Lease lease,
            RunningJob job,
            Duration progressInterval,
            long resumedFromStep) {
        this.journal = journal;
        this.artifacts = artifacts;
        this.patience = new Patience(job.stop());
        this.lease = lease;
        this.job = job;
        this.intervalNanos = progressInterval.toNanos();
        this.toldAt = System.nanoTime() - intervalNanos;
        this.checkpointStep = resumedFromStep;
    }

    /** Tells what a line says. */
    void tell(TrainerLine line) {
        if (line instanceof Progressed progressed) {
            job.measured(progressed.metrics().getOrDefault("tokens_per_second", 0.0));
            waiting = progressed;
            tellDueProgress();
            return;
        }
        flush();
        switch (line) {
            case TrainerLine.StageBegan began ->
                send((head, id) -> new StageStarted(head, id, began.stage(), began.message()));
            case TrainerLine.Validated validated ->
                send((head, id) ->
                        new ValidationMeasured(head, id, validated.step(), validated.epoch(), validated.metrics()));
            case CheckpointWritten written -> tellCheckpoint(written);
            case TrainerLine.Resumed resumed -> checkpointStep = resumed.step();
            case TrainerLine.Cancelled cancelled -> checkpointStep = cancelled.step();
            // What these mean is decided when the process has ended.
            case TrainerLine.Succeeded succeeded -> {}
            case TrainerLine.Failed failed -> {}
            case Progressed progressed -> throw new IllegalStateException("handled above");
        }
    }

    /** Tells progress that waited long enough. */
    void tellDueProgress() {
        if (waiting != null && System.nanoTime() - toldAt >= intervalNanos) {
            flush();
        }
    }

    /** Tells progress that waits. */
    void flush() {
        Progressed newest = waiting;
        if (newest != null) {
            waiting = null;
            toldAt = System.nanoTime();
            send((head, id) -> new TrainingProgressed(
                    head,
                    id,
                    newest.step(),
                    newest.totalSteps(),
                    newest.epoch(),
                    newest.metrics(),
                    newest.etaSeconds()));
        }
    }

    /** The step of the newest checkpoint. */
    long checkpointStep() {
        return checkpointStep;
    }

    /** A checkpoint may be gone before it is hashed, since only some are kept: then there is nothing to tell. */
    private void tellCheckpoint(CheckpointWritten written) {
        checkpointStep = written.step();
        ArtifactRef checkpoint;
        try {
            checkpoint = artifacts.publish(written.folder());
        } catch (TrainyardException | UncheckedIOException e) {
            LOG.debug("checkpoint {} was replaced before it was told of", written.folder(), e);
            return;
        }
        send((head, id) -> new CheckpointSaved(head, id, written.step(), checkpoint, written.best()));
    }

    private void send(EventOf event) {
        Function<EventHead, TrainingEvent> withHead = head -> event.of(head, lease.jobId());
        patience.run(() -> journal.record(lease, withHead));
    }

    private interface EventOf {
        TrainingEvent of(EventHead head, JobId jobId);
    }
}
