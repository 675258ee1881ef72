package dev.trainyard.devkit.stack;

import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service in its own process: started, watched, and started again with growing pauses when it crashes. Thread-safe. */
final class ServiceProcess {
    private static final Duration READY_CHECK_EVERY = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration HEALTHY_RUN = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final ChildSpec spec;
    private final int port;
    private final LogFile log;
    private final Runnable changed;
    private @Nullable ChildProcess process;
    private Component.Status status = Component.Status.STARTING;
    private Instant started = Instant.now();
    private Duration pause = Duration.ofSeconds(1);
    private int restarts;
    private boolean stopping;

    ServiceProcess(ChildSpec spec, int port, LogFile log, Runnable changed) {
        this.spec = spec;
        this.port = port;
        this.log = log;
        this.changed = changed;
    }

    synchronized void start() {
        if (stopping) {
            return;
        }
        started = Instant.now();
        ChildProcess child = ChildProcess.start(spec, log::line);
        process = child;
        child.exit().thenAccept(this::ended);
    }

    /** Waits until the service says that it is ready. Errors: {@link StackException} with the end of its log. */
    void awaitReady(Duration limit) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (!ready()) {
            if (!alive()) {
                throw new StackException(spec.name() + " ended while starting:\n  " + String.join("\n  ", log.tail(25))
                        + "\n  (whole log: " + log.path() + ")");
            }
            if (Instant.now().isAfter(end)) {
                throw new StackException(
                        spec.name() + " is not ready after " + limit.toSeconds() + " s: see " + log.path());
            }
            Thread.sleep(READY_CHECK_EVERY);
        }
        becomes(Component.Status.READY);
    }

    synchronized Component component() {
        ChildProcess child = process;
        boolean lives = child != null && child.isAlive();
        return new Component(
                spec.name(),
                lives && child != null ? child.pid() : 0,
                port,
                status,
                restarts,
                log.path().toString());
    }

    /** Asks it to end; {@link #stop} waits for that. */
    synchronized void terminate() {
        stopping = true;
        if (process != null) {
            process.terminate();
        }
    }

    /** Ends it: SIGTERM, and after {@code grace} SIGKILL. Returns after its end. */
    void stop(Duration grace) {
        ChildProcess child;
        synchronized (this) {
            stopping = true;
            child = process;
        }
        if (child != null) {
            child.stop(grace);
        }
        becomes(Component.Status.STOPPED);
    }

    private synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    private boolean ready() throws InterruptedException {
        URI health = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
        try {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A crash before the first readiness fails the start; one after it is repaired. */
    private void ended(int exitCode) {
        synchronized (this) {
            if (stopping || status == Component.Status.STARTING) {
                return;
            }
            status = Component.Status.RESTARTING;
            restarts++;
            boolean healthyBefore = Duration.between(started, Instant.now()).compareTo(HEALTHY_RUN) > 0;
            pause = healthyBefore || restarts == 1 ? Duration.ofSeconds(1) : pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
        log.line("-- " + spec.name() + " ended with exit code " + exitCode + "; it is started again in "
                + pause.toSeconds() + " s");
        changed.run();
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::restart);
    }

    private void restart() {
        start();
        try {
            awaitReady(Duration.ofMinutes(2));
        } catch (StackException again) {
            log.line("-- " + again.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void becomes(Component.Status next) {
        synchronized (this) {
            status = next;
        }
        changed.run();
    }
}
