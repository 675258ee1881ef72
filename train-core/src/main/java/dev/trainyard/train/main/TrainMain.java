package dev.trainyard.train.main;

import dev.trainyard.distributed.ProcessGroup;
import dev.trainyard.distributed.Rendezvous;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Device;
import dev.trainyard.train.Failures;
import dev.trainyard.train.RunResources;
import dev.trainyard.train.TrainConfig;
import dev.trainyard.train.TrainConfigJson;
import dev.trainyard.train.Training;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Trains one model: {@code TrainMain --config train.json --output DIR [--resume]}.
 *
 * <p>Several processes train together where the environment says so, as {@code torchrun} sets it: see {@link
 * Rendezvous}.
 *
 * <p>Standard output carries JSON lines: the events of rank 0, and of any rank why it failed. Lines that do not begin
 * with a brace are chatter of native libraries. SIGTERM asks for a checkpoint and the end. Exit codes: 0
 * succeeded, 2 the configuration or the data must be corrected, 3 memory or disk does not suffice, 4 a defect, 5 another
 * process of the run was lost, 143 cancelled by SIGTERM.
 */
public final class TrainMain {
    private static final int CANCELLED = 143;

    private static final AtomicBoolean FAILED = new AtomicBoolean();

    private TrainMain() {}

    /** Runs and exits. */
    public static void main(String[] args) {
        PrintStream lines = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        // Whatever else prints must not get between the lines.
        System.setOut(System.err);
        ParentWatch.exitWithParent();
        AtomicBoolean stop = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop), "stop"));
        int code = run(args, new EventLines(lines, System::nanoTime), stop);
        // Not exit: after SIGTERM the JVM is already exiting, with a code of its own, as soon as the hook returns.
        Runtime.getRuntime().halt(code);
    }

    /** SIGTERM starts the JVM's shutdown, which waits here until the run has written its checkpoint and halts the JVM. */
    private static void stopAndWait(AtomicBoolean stop) {
        stop.set(true);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int run(String[] args, EventLines lines, AtomicBoolean stop) {
        try {
            TrainArguments arguments = TrainArguments.parse(args);
            TrainConfig config = TrainConfigJson.read(arguments.config());
            RunResources resources = RunResources.of(System.getenv());
            try (ProcessGroup group = join(resources.device(), lines)) {
                var place = new Training.Surroundings(group, resources);
                Training.Outcome outcome = arguments.resume()
                        ? Training.resume(config, arguments.output(), lines, stop::get, place)
                        : Training.run(config, arguments.output(), lines, stop::get, place);
                return outcome == Training.Outcome.CANCELLED ? CANCELLED : 0;
            }
        } catch (RuntimeException | OutOfMemoryError | LinkageError | StackOverflowError e) {
            return failed(e, lines);
        }
    }

    /** Its peers, if the environment speaks of any. A rank that waits for a lost one does so in native code. */
    private static ProcessGroup join(Device device, EventLines lines) {
        return Rendezvous.of(System.getenv())
                .map(place -> ProcessGroup.join(
                        place, device, lost -> Runtime.getRuntime().halt(failed(lost, lines))))
                .orElse(ProcessGroup.SINGLE);
    }

    /** Once: the first reason is the one that counts. */
    private static synchronized int failed(Throwable thrown, EventLines lines) {
        TrainingFailure failure = Failures.classify(thrown);
        if (FAILED.compareAndSet(false, true)) {
            // Not through a logger: a caller's class path may hold a logging backend that waits to be configured.
            thrown.printStackTrace(System.err);
            lines.failed(failure);
        }
        return exitCode(failure.code());
    }

    private static int exitCode(FailureCode code) {
        return switch (code) {
            case INVALID_SPEC, INVALID_DATA, INVALID_MODEL, NON_FINITE -> 2;
            case OUT_OF_MEMORY, DISK_FULL -> 3;
            case CHECKSUM_MISMATCH, INTERNAL -> 4;
            case WORKER_LOST -> 5;
        };
    }
}
