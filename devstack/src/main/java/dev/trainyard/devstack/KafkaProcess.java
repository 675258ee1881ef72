package dev.trainyard.devstack;

import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A Kafka node on 127.0.0.1, in a JVM of its own that ends with this process. Its data outlives it. */
public final class KafkaProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int PORT_ATTEMPTS = 3;
    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final ChildProcess process;
    private final int port;

    private KafkaProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a node and waits until it takes connections, 3 to 10 seconds.
     *
     * @param folder for its data and its log, created where missing; what an earlier node left there is kept
     * @param port 0 for a free one
     * @throws DevStackException where it does not start; the message names its log
     */
    public static KafkaProcess start(Path folder, int port) {
        DevStackException last = new DevStackException("Kafka was not started");
        // A port that was free can be taken before Kafka listens on it.
        for (int attempt = 0; attempt < (port == 0 ? PORT_ATTEMPTS : 1); attempt++) {
            try {
                return launch(folder, FreePort.orFree(port));
            } catch (DevStackException e) {
                last = e;
            }
        }
        throw last;
    }

    private static KafkaProcess launch(Path folder, int port) {
        Path data = folder.resolve("data").toAbsolutePath();
        Path log = folder.resolve("kafka.log");
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka's data folder " + data + " cannot be created", e);
        }
        List<String> arguments = List.of(data.toString(), Integer.toString(port), Integer.toString(FreePort.next()));
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        ChildProcess process = ChildProcess.start(
                new ChildSpec(
                        "kafka",
                        KafkaMain.class.getName(),
                        ChildClasspath.ofThisProcess(),
                        JVM_OPTIONS,
                        arguments,
                        Map.of(),
                        folder,
                        log),
                line -> ready.complete(line.equals(KafkaMain.READY)));
        process.exit().thenAccept(code -> ready.complete(false));
        if (!isReady(ready)) {
            process.close();
            throw new DevStackException(
                    "Kafka did not start on port %d within %d s: see %s".formatted(port, START_LIMIT.toSeconds(), log));
        }
        return new KafkaProcess(process, port);
    }

    private static boolean isReady(CompletableFuture<Boolean> ready) {
        try {
            return ready.completeOnTimeout(false, START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            return false;
        }
    }

    /** Where clients connect. */
    public int port() {
        return port;
    }

    /** {@code host:port}, as in {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Process id at the operating system. */
    public long pid() {
        return process.pid();
    }

    /** Stops the node in order; its data stays. */
    @Override
    public void close() {
        process.stop(STOP_LIMIT);
    }
}
