package dev.trainyard.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running child JVM: its stdout is handed over line by line, its stderr is appended to a file, and it ends no later
 * than this process (see {@link ParentWatch}).
 *
 * <p>Thread-safe. {@link #close} kills what still runs.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final Duration LAST_LINES = Duration.ofSeconds(5);
    private static final Duration KILL_TAKES_EFFECT = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final CompletableFuture<Integer> exit;

    private ChildProcess(String name, Process process, CompletableFuture<?> drained) {
        this.name = name;
        this.process = process;
        // A grandchild may hold the pipe open for ever: the last lines are waited for, but not without end.
        CompletableFuture<?> lastLines = process.onExit()
                .thenCompose(
                        ended -> drained.copy().completeOnTimeout(null, LAST_LINES.toMillis(), TimeUnit.MILLISECONDS));
        this.exit = lastLines.thenApply(ignored -> process.exitValue());
    }

    /**
     * Starts a child; {@code stdoutLine} is called on one thread, in order, and never after {@link #exit} completed
     * normally.
     *
     * @throws UncheckedIOException where the process cannot be started
     */
    public static ChildProcess start(ChildSpec spec, Consumer<String> stdoutLine) {
        ProcessBuilder builder = new ProcessBuilder(spec.command());
        builder.directory(spec.workingDirectory().toFile());
        builder.environment().putAll(spec.environment());
        builder.environment()
                .put(
                        ParentWatch.PARENT_PID,
                        Long.toString(ProcessHandle.current().pid()));
        builder.redirectError(Redirect.appendTo(spec.errorLog().toFile()));
        Process process = launch(builder, spec);
        LOG.info("started {} as process {}", spec.name(), process.pid());
        return new ChildProcess(spec.name(), process, drain(spec.name(), process.getInputStream(), stdoutLine));
    }

    private static Process launch(ProcessBuilder builder, ChildSpec spec) {
        try {
            Path folder = spec.errorLog().toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + spec.name() + " (" + spec.mainClass() + ")", e);
        }
    }

    /** A thread of its own, since it blocks in native reads for as long as the child lives. */
    private static CompletableFuture<@Nullable Void> drain(
            String name, InputStream stdout, Consumer<String> stdoutLine) {
        CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name(name + "-stdout").start(() -> {
            try (LineReader lines = new LineReader(stdout)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    handOver(name, line, stdoutLine);
                }
            } catch (IOException e) {
                LOG.debug("stdout of {} ended", name, e);
            } finally {
                drained.complete(null);
            }
        });
        return drained;
    }

    /** A line that cannot be handled must not stop the reading: the child would block on a full pipe. */
    private static void handOver(String name, String line, Consumer<String> stdoutLine) {
        try {
            stdoutLine.accept(line);
        } catch (RuntimeException e) {
            LOG.error("a line of {} could not be handled: {}", name, line, e);
        }
    }

    /** Process id at the operating system. */
    public long pid() {
        return process.pid();
    }

    /** Whether the child itself still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code once the child ended and its last line was handed over; 128 + n where signal n ended it. */
    public CompletableFuture<Integer> exit() {
        return exit.copy();
    }

    /** Asks the child to end (SIGTERM). What it says until then is still handed over. */
    public void terminate() {
        // Not process.destroy(): that closes the child's stdout as well, and its last words are lost.
        process.toHandle().destroy();
    }

    /** Ends the child and everything it started, at once (SIGKILL). */
    public void kill() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Ends the child: SIGTERM, and SIGKILL to whatever is left after {@code grace}. Returns after the end.
     *
     * @return whether the child ended by itself within {@code grace}
     */
    public boolean stop(Duration grace) {
        List<ProcessHandle> descendants = process.descendants().toList();
        terminate();
        boolean ended = await(grace);
        if (!ended) {
            LOG.warn("{} (process {}) did not end within {} s of SIGTERM: killing it", name, pid(), grace.toSeconds());
            kill();
            await(KILL_TAKES_EFFECT);
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
        return ended;
    }

    private boolean await(Duration limit) {
        try {
            exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for " + name + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Kills the child where it still runs, and waits for its end. */
    @Override
    public void close() {
        kill();
        await(KILL_TAKES_EFFECT);
    }
}
