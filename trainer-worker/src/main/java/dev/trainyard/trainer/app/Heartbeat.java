package dev.trainyard.trainer.app;

import dev.trainyard.trainer.child.AttemptFence;
import dev.trainyard.trainer.domain.JobRun;
import dev.trainyard.trainer.domain.Lease;
import dev.trainyard.trainer.domain.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs of life of a job that this worker has. A thread of its own, since hashing a large model or waiting for a slow
 * disk must not look like death.
 *
 * <p>A database that does not answer is no reason to stop: as long as it does not, nobody else can take the job
 * either. For the case that only this worker is cut off from it, the newest attempt is also written beside the job's
 * files.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final RunJournal journal;
    private final StopSignal stop;
    private final Path jobFolder;
    private final Duration interval;
    private final Thread thread;
    private volatile Lease lease;

    Heartbeat(RunJournal journal, StopSignal stop, Path jobFolder, Duration interval, Lease lease) {
        this.journal = journal;
        this.stop = stop;
        this.jobFolder = jobFolder;
        this.interval = interval;
        this.lease = lease;
        this.thread =
                Thread.ofPlatform().daemon().name("heartbeat-" + lease.jobId()).unstarted(this::beat);
    }

    Heartbeat start() {
        thread.start();
        return this;
    }

    /** The same job has a new attempt now, still in this worker. */
    void follow(Lease newest) {
        lease = newest;
    }

    private void beat() {
        try {
            while (true) {
                Thread.sleep(interval);
                once(lease);
            }
        } catch (InterruptedException e) {
            LOG.debug("heartbeat of {} ends", lease.jobId());
        }
    }

    private void once(Lease current) throws InterruptedException {
        try {
            if (AttemptFence.newest(jobFolder) > current.attempt()) {
                superseded(current);
                return;
            }
            Optional<JobRun> run = journal.renew(current);
            if (run.isEmpty()) {
                superseded(current);
            } else {
                run.get().cancelReason().ifPresent(reason -> stop.request(new Stop.Cancel(reason)));
            }
        } catch (RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.warn("lease of {} was not renewed, trying again: {}", current.jobId(), e.getMessage());
        }
    }

    /** Nothing to say where the job went on, or ended, between the look at the lease and now. */
    private void superseded(Lease current) {
        if (current.equals(lease)) {
            stop.request(new Stop.Superseded());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
