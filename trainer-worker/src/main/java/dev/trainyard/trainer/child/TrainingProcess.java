package dev.trainyard.trainer.child;

import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NativeOptions;
import dev.trainyard.train.RunResources;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.domain.AttemptEnd;
import dev.trainyard.trainer.domain.RunEnd;
import dev.trainyard.trainer.domain.TrainerLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training of one attempt: a process, or several that train together, called ranks, and the lines of the first of
 * them in order. It goes on from the newest checkpoint in the job's folder. One rank that dies takes the others along.
 *
 * <p>{@link #poll} and {@link #end} belong to one thread, the others to any. {@link #close} kills what still runs.
 */
public final class TrainingProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingProcess.class);
    private static final String MAIN = "dev.trainyard.trainer.cli.TrainChild";
    private static final int FIRST = 0;
    private static final int SIGTERMED = 143;

    /** Time in which the other ranks notice that one is gone, and say so themselves. */
    private static final Duration FOLLOW = Duration.ofSeconds(3);

    /** Stands for the end of the lines. */
    private static final Optional<TrainerLine> END = Optional.empty();

    private final LinkedBlockingQueue<Optional<TrainerLine>> lines = new LinkedBlockingQueue<>();
    private final long killsBefore = KernelMemory.outOfMemoryKills();
    private final List<Rank> ranks = new ArrayList<>();
    private final List<Rank> endedRanks = new ArrayList<>();
    private volatile boolean stopRequested;
    private boolean ended;

    private TrainingProcess() {}

    /**
     * The processes of an attempt.
     *
     * @param count number of ranks, 1 for a single process
     * @param onGpus whether each computes on a GPU of its own
     */
    public record Processes(int count, boolean onGpus) {}

    /** Starts the processes of one attempt. */
    public static TrainingProcess start(
            String name, Path jobFolder, Path trainConfig, WorkerConfig.Worker config, Processes processes) {
        int count = processes.count;
        TrainingProcess process = new TrainingProcess();
        RankEnvironment environment = new RankEnvironment(count, threads(config, count));
        try {
            for (int number = FIRST; number < count; number++) {
                ErrorLog errors = ErrorLog.in(jobFolder, number);
                ChildSpec spec = new ChildSpec(
                        count == 1 ? name : name + "-rank" + number,
                        MAIN,
                        ChildClasspath.ofThisProcess(),
                        options(config),
                        List.of("--config", trainConfig.toString(), "--output", jobFolder.toString(), "--resume"),
                        environment(environment.of(number), config, processes),
                        jobFolder,
                        errors.file());
                boolean tells = number == FIRST;
                process.ranks.add(new Rank(number, spec, errors, line -> process.heard(tells, line)));
            }
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        process.ranks.forEach(rank -> rank.exit().whenComplete((code, failure) -> process.rankEnded(rank, code)));
        return process;
    }

    private void heard(boolean tells, TrainerLine line) {
        if (tells) {
            lines.add(Optional.of(line));
        }
    }

    private void rankEnded(Rank rank, int code) {
        boolean all;
        synchronized (endedRanks) {
            endedRanks.add(rank);
            all = endedRanks.size() == ranks.size();
        }
        if (all) {
            lines.add(END);
        } else if (code != 0 && code != SIGTERMED) {
            LOG.warn("rank {} ended with exit code {}: the others end too", rank.number(), code);
            CompletableFuture.delayedExecutor(FOLLOW.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> ranks.forEach(Rank::killAfterAnother));
        }
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

    private static Map<String, String> environment(
            Map<String, String> ofRank, WorkerConfig.Worker config, Processes processes) {
        Map<String, String> environment = new HashMap<>(ofRank);
        environment.put(Device.VARIABLE, processes.onGpus ? "cuda" : "cpu");
        long share = RunResources.ofMachine().memoryLimit() / config.parallelJobs() / processes.count;
        // A GPU is a process's own: it asks for the size of its memory itself.
        String unset = processes.onGpus ? "" : Long.toString(share);
        environment.put(RunResources.MEMORY_LIMIT, config.memoryLimit().orElse(unset));
        config.pricePerHour().ifPresent(price -> environment.put(RunResources.PRICE_PER_HOUR, Double.toString(price)));
        config.cache().ifPresent(folder -> environment.put(RunResources.CACHE, folder));
        return environment;
    }

    /** Jobs that run side by side share the processors, and so do the ranks of a job. */
    private static int threads(WorkerConfig.Worker config, int ranks) {
        return config.childThreads()
                .orElseGet(
                        () -> Math.max(1, Runtime.getRuntime().availableProcessors() / config.parallelJobs() / ranks));
    }

    /** The next line; empty after {@code millis} without one, and for ever once all processes ended. */
    public Optional<TrainerLine> poll(long millis) throws InterruptedException {
        if (ended) {
            return Optional.empty();
        }
        Optional<TrainerLine> line = lines.poll(millis, TimeUnit.MILLISECONDS);
        if (line == null) {
            return Optional.empty();
        }
        ended = line.isEmpty();
        return line;
    }

    /** Whether all processes ended and every line was polled. */
    public boolean ended() {
        return ended;
    }

    /** What became of it, once it ended. */
    public AttemptEnd end() {
        long kills = KernelMemory.outOfMemoryKills() - killsBefore;
        synchronized (endedRanks) {
            return new RunEnd(endedRanks.stream()
                            .map(rank ->
                                    new RunEnd.RankEnd(rank.number(), rank.end(stopRequested, kills), rank.wasKilled()))
                            .toList())
                    .meaning();
        }
    }

    /** Asks for a checkpoint and the end, and kills what takes longer than it may. Blocks. */
    public void stop(WorkerConfig.Worker config) {
        stopRequested = true;
        ranks.forEach(rank -> rank.child().terminate());
        long deadline = System.nanoTime() + config.stopGrace().toNanos();
        ranks.forEach(rank -> rank.child().stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
    }

    /** Ends it at once. */
    public void kill() {
        stopRequested = true;
        ranks.forEach(rank -> rank.child().kill());
    }

    /** Process id of the first rank at the operating system. */
    public long pid() {
        return ranks.getFirst().child().pid();
    }

    @Override
    public void close() {
        ranks.forEach(rank -> rank.child().kill());
        ranks.forEach(rank -> rank.child().close());
    }
}
