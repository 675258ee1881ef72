package dev.trainyard.trainer.it;

import dev.trainyard.devstack.DevStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Workers as they are shipped, each a process of its own. */
final class WorkerProcesses implements AutoCloseable {
    private static final Path PROGRAM =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();

    private final DevStack stack;
    private final Path folder;
    private final Map<String, Process> workers = new LinkedHashMap<>();
    private int started;

    WorkerProcesses(DevStack stack, Path folder) {
        this.stack = stack;
        this.folder = folder;
    }

    Path artifacts() {
        return folder.resolve("artifacts");
    }

    Path datasets() {
        return folder.resolve("datasets");
    }

    /** Starts workers until {@code count} are alive. */
    void ensure(int count) {
        workers.values().removeIf(worker -> !worker.isAlive());
        while (workers.size() < count) {
            String id = "worker-" + ++started;
            start(id, Map.of());
        }
    }

    /** Starts a worker with more settings than the others, and waits until it is up. */
    void startAndAwait(String id, Map<String, String> more) {
        start(id, more);
        Awaitility.await(id)
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(log(id)).contains("started in"));
    }

    private void start(String id, Map<String, String> more) {
        workers.put(id, process(id, more));
    }

    private Process process(String id, Map<String, String> more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.port=0"));
        FastSettings.SETTINGS.forEach((key, value) -> command.add("-D" + key + "=" + value));
        more.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", PROGRAM.toString()));
        try {
            Files.createDirectories(artifacts());
            Files.createDirectories(datasets());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.to(log(id).toFile()));
            builder.environment()
                    .putAll(Map.of(
                            "TRAINYARD_HTTP_HOST", "127.0.0.1",
                            "KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers(),
                            "TRAINYARD_POSTGRES", stack.postgres().address(),
                            "TRAINYARD_ARTIFACTS", artifacts().toString(),
                            "TRAINYARD_DATA_ROOTS", datasets().toString(),
                            "TRAINYARD_WORKER_ID", id));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(String id) {
        return folder.resolve(id + ".log");
    }

    String logs() {
        StringBuilder logs = new StringBuilder();
        workers.keySet().forEach(id -> {
            try {
                logs.append(Files.readString(log(id)));
            } catch (IOException e) {
                logs.append(e);
            }
        });
        return logs.toString();
    }

    Process worker(String id) {
        return Objects.requireNonNull(workers.get(id), id);
    }

    void stop(String id) throws InterruptedException {
        Process worker = worker(id);
        worker.destroy();
        worker.waitFor();
        workers.remove(id);
    }

    @Override
    public void close() throws InterruptedException {
        workers.values().forEach(Process::destroy);
        for (Process worker : workers.values()) {
            if (!worker.waitFor(20, TimeUnit.SECONDS)) {
                worker.destroyForcibly();
            }
        }
    }
}
