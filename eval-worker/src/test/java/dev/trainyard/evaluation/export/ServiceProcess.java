package dev.trainyard.evaluation.export;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The service as it is shipped, in a process of its own, with a schema of its own beside that of the test's service. */
final class ServiceProcess implements AutoCloseable {
    private static final Path PROGRAM =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[0-9.]+:[0-9]+)");
    private static final String SCHEMA = "evaluation_restarted";

    private final Process process;
    private final String url;

    private ServiceProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts it and waits until it is up. */
    static ServiceProcess start(Path log, String postgres, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-Dquarkus.datasource.jdbc.url=jdbc:postgresql://" + postgres + "/trainyard?currentSchema=" + SCHEMA,
                "-Dquarkus.flyway.schemas=" + SCHEMA,
                "-Dquarkus.flyway.default-schema=" + SCHEMA,
                "-Dmp.messaging.incoming.model-events.group.id=" + SCHEMA));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", PROGRAM.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        // A test that fails before its end must not leave it behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        String said = Awaitility.await("service")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> Files.readString(log),
                        text -> LISTENING.matcher(text).find());
        Matcher listening = LISTENING.matcher(said);
        listening.find();
        return new ServiceProcess(process, listening.group(1));
    }

    String url() {
        return url;
    }

    /** Ends it at once, and waits until the processes that it started have noticed. */
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        Awaitility.await("children")
                .atMost(Duration.ofSeconds(20))
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive) && !process.isAlive());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
