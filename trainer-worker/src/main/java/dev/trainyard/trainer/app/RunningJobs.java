package dev.trainyard.trainer.app;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.trainer.domain.Stop;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The jobs that this worker has now. Thread-safe. */
@ApplicationScoped
public class RunningJobs {
    private final Set<RunningJob> jobs = new HashSet<>();
    private boolean shuttingDown;

    /** A job that is stopped at once where the worker shuts down. */
    synchronized RunningJob begin(JobId jobId) {
        RunningJob job = new RunningJob(jobId, this::end);
        jobs.add(job);
        if (shuttingDown) {
            job.stop().request(new Stop.Shutdown());
        }
        return job;
    }

    private synchronized void end(RunningJob job) {
        jobs.remove(job);
    }

    /** Stops every job, those to come as well; they are given back, not ended. */
    public synchronized void shutDown() {
        shuttingDown = true;
        jobs.forEach(job -> job.stop().request(new Stop.Shutdown()));
    }

    public synchronized boolean shuttingDown() {
        return shuttingDown;
    }

    /** The jobs as they are now. */
    public synchronized List<RunningJob> now() {
        return List.copyOf(jobs);
    }
}
