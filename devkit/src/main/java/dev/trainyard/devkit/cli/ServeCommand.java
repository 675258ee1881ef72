package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serve}: hands over to the model server in a JVM of its own, until Ctrl-C. */
@Command(
        name = "serve",
        description = "Serves a model folder without any service, with the OpenAI-compatible API, until Ctrl-C.")
final class ServeCommand implements Callable<Integer> {
    private static final ServiceProgram PROGRAM =
            new ServiceProgram("deploy-worker", "dev.trainyard.deploy.server.ModelServerMain");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Lines of the server's log that are kept until it listens. */
    private static final int KEPT = 30;

    private final Session session;
    private final Deque<String> held = new ArrayDeque<>();
    private boolean listening;
    private boolean failed;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Folder in Hugging Face layout.")
    private String model = "";

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "What requests call the model.")
    private String name = "";

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen at (default 127.0.0.1).")
    private String host = "";

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen at (default: any free one).")
    private String port = "";

    @Option(names = "--concurrent", paramLabel = "N", description = "Texts at a time (default 8).")
    private String concurrent = "";

    @Option(names = "--waiting", paramLabel = "N", description = "Requests that may wait (default 32).")
    private String waiting = "";

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Longest answer that may be asked for (default: the model's context).")
    private String maxTokens = "";

    @Option(
            names = "--cache-mib",
            paramLabel = "N",
            description = "Memory for keys and values of the texts at a time (default: a quarter of the machine's).")
    private String cacheMib = "";

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Most time to warm up before it listens (default 5; 0 = not at all).")
    private String warmUp = "";

    ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessBuilder builder = PROGRAM.with(session.home(), arguments());
        // A program that lost its parent ends by itself.
        builder.environment()
                .put(
                        "TRAINYARD_PARENT_PID",
                        Long.toString(ProcessHandle.current().pid()));
        session.terminal().line("loading " + name + " from " + model + " …");
        Process process = builder.start();
        Thread log = Thread.ofPlatform().daemon().start(() -> relay(process));
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().filter(line -> line.startsWith("{")).forEach(this::show);
            int exitCode = process.waitFor();
            log.join();
            showHeld();
            return exitCode == 0 ? ExitCode.DONE : exitCode == 2 ? ExitCode.REFUSED : ExitCode.FAILED;
        } finally {
            process.destroy();
        }
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--model", model);
        add(arguments, "--name", name);
        add(arguments, "--host", host);
        add(arguments, "--port", port);
        add(arguments, "--concurrent", concurrent);
        add(arguments, "--waiting", waiting);
        add(arguments, "--max-tokens", maxTokens);
        add(arguments, "--cache-mib", cacheMib);
        add(arguments, "--warm-up", warmUp);
        return arguments;
    }

    private static void add(List<String> arguments, String option, String value) {
        if (!value.isEmpty()) {
            arguments.addAll(List.of(option, value));
        }
    }

    private synchronized void show(String line) {
        held.clear();
        try {
            JsonNode event = JSON.readTree(line);
            listening = event.path("event").asText().equals("listening");
            failed = !listening;
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

    /** What the server logs. Until it listens, libraries tell of themselves, which only matters if it comes to nothing. */
    private void relay(Process process) {
        try (BufferedReader lines = process.errorReader()) {
            lines.lines().forEach(this::log);
        } catch (IOException | UncheckedIOException e) {
            // The server has ended.
        }
    }

    private synchronized void log(String line) {
        if (listening) {
            session.terminal().line(line);
        } else if (!failed) {
            held.add(line);
            if (held.size() > KEPT) {
                held.remove();
            }
        }
    }

    private synchronized void showHeld() {
        held.forEach(session.terminal()::line);
    }
}
