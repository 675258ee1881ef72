package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code serve}: hands over to the model server in a JVM of its own, until Ctrl-C. */
@Command(
        name = "serve",
        description = "Serves a model folder without any service: serve --model DIR --name NAME --port 8000.",
        mixinStandardHelpOptions = false)
final class ServeCommand implements Callable<Integer> {
    private static final ServiceProgram PROGRAM =
            new ServiceProgram("deploy-worker", "dev.trainyard.deploy.server.ModelServerMain");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Session session;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessBuilder builder = PROGRAM.with(session.home(), arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
        // A program that lost its parent ends by itself.
        builder.environment()
                .put(
                        "TRAINYARD_PARENT_PID",
                        Long.toString(ProcessHandle.current().pid()));
        Process process = builder.start();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().filter(line -> line.startsWith("{")).forEach(this::show);
            int exitCode = process.waitFor();
            return exitCode == 0 ? ExitCode.DONE : exitCode == 2 ? ExitCode.REFUSED : ExitCode.FAILED;
        } finally {
            process.destroy();
        }
    }

    private void show(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            boolean listening = event.path("event").asText().equals("listening");
            session.terminal()
                    .line(
                            listening
                                    ? "listening at http://127.0.0.1:"
                                            + event.path("port").asInt() + "/v1; Ctrl-C ends it"
                                    : event.path("message").asText());
        } catch (IOException e) {
            session.terminal().line(line);
        }
    }
}
