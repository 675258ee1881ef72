package dev.trainyard.trainer.app;

import dev.trainyard.contracts.id.JobId;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A job that this worker has, over all its attempts here. Thread-safe. */
public final class RunningJob implements AutoCloseable {
    private final JobId jobId;
    private final StopSignal stop = new StopSignal();
    private final Consumer<RunningJob> onEnd;
    private volatile double tokensPerSecond;
    private volatile long pid;

    RunningJob(JobId jobId, Consumer<RunningJob> onEnd) {
        this.jobId = jobId;
        this.onEnd = onEnd;
    }

    public JobId jobId() {
        return jobId;
    }

    StopSignal stop() {
        return stop;
    }

    /** Newest speed; 0 while nothing is trained. */
    public double tokensPerSecond() {
        return tokensPerSecond;
    }

    void measured(double newest) {
        tokensPerSecond = newest;
    }

    /** Its training process, if it has one now. */
    public OptionalLong pid() {
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    void processStarted(long started) {
        pid = started;
    }

    void processEnded() {
        pid = 0;
        tokensPerSecond = 0;
    }

    @Override
    public void close() {
        onEnd.accept(this);
    }
}
