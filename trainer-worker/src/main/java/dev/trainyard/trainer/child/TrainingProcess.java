package dev.trainyard.trainer.child;

import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.NativeOptions;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.domain.ProcessEnd;
import dev.trainyard.trainer.domain.TrainerLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A training process of one attempt, and its lines in order. It goes on from the newest checkpoint in the job's
 * folder.
 *
 * <p>{@link #poll} and {@link #end} belong to one thread, the others to any. {@link #close} kills what still runs.
 */
public final class TrainingProcess implements AutoCloseable {
    private static final String MAIN = "dev.trainyard.trainer.cli.TrainChild";

    /** Stands for the end of the lines. */
    private static final Optional<TrainerLine> END = Optional.empty();

    private final LinkedBlockingQueue<Optional<TrainerLine>> lines = new LinkedBlockingQueue<>();
    private final long killsBefore = KernelMemory.outOfMemoryKills();
    private final ErrorLog errors;
    private final ChildProcess child;
    private volatile boolean stopRequested;
    private @Nullable TrainerLine lastLine;
    private boolean ended;

    private TrainingProcess(String name, Path jobFolder, Path trainConfig, WorkerConfig.Worker config) {
        this.errors = ErrorLog.in(jobFolder);
        ChildSpec spec = new ChildSpec(
                name,
                MAIN,
                ChildClasspath.ofThisProcess(),
                options(config),
                List.of("--config", trainConfig.toString(), "--output", jobFolder.toString(), "--resume"),
                NativeOptions.environment(threads(config)),
                jobFolder,
                errors.file());
        this.child = ChildProcess.start(
                spec, line -> TrainerLines.parse(line).ifPresent(known -> lines.add(Optional.of(known))));
        child.exit().whenComplete((code, failure) -> lines.add(END));
    }

    /** Starts the process of one attempt. */
    public static TrainingProcess start(String name, Path jobFolder, Path trainConfig, WorkerConfig.Worker config) {
        return new TrainingProcess(name, jobFolder, trainConfig, config);
    }

    private static List<String> options(WorkerConfig.Worker config) {
        List<String> options = new ArrayList<>(NativeOptions.jvmOptions());
        options.add("-Xmx" + config.childHeap());
        options.add("-XX:+UseSerialGC");
        // With exit code 3, which stands for want of resources.
        options.add("-XX:+ExitOnOutOfMemoryError");
        config.childOptions().ifPresent(options::addAll);
        return options;
    }

    /** Jobs that run side by side share the processors. */
    private static int threads(WorkerConfig.Worker config) {
        return config.childThreads()
                .orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() / config.parallelJobs()));
    }

    /** The next line; empty after {@code millis} without one, and for ever once the process ended. */
    public Optional<TrainerLine> poll(long millis) throws InterruptedException {
        if (ended) {
            return Optional.empty();
        }
        Optional<TrainerLine> line = lines.poll(millis, TimeUnit.MILLISECONDS);
        if (line == null) {
            return Optional.empty();
        }
        if (line.isEmpty()) {
            ended = true;
            return Optional.empty();
        }
        lastLine = line.get();
        return line;
    }

    /** Whether the process ended and every line of it was polled. */
    public boolean ended() {
        return ended;
    }

    /** How it ended. */
    public ProcessEnd end() {
        return new ProcessEnd(
                child.exit().join(),
                Optional.ofNullable(lastLine).filter(TrainerLine::last),
                stopRequested,
                KernelMemory.outOfMemoryKills() - killsBefore,
                errors.tail());
    }

    /** Asks the process to write a checkpoint and end, and kills it where it takes longer than it may. Blocks. */
    public void stop(WorkerConfig.Worker config) {
        stopRequested = true;
        child.stop(config.stopGrace());
    }

    /** Ends the process at once. */
    public void kill() {
        stopRequested = true;
        child.kill();
    }

    /** Process id at the operating system. */
    public long pid() {
        return child.pid();
    }

    @Override
    public void close() {
        child.close();
    }
}
