package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.devkit.terminal.Quantity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code export}: hands over to the exporter's own program in a JVM that may hold a model. */
@Command(
        name = "export",
        description = "Exports a model folder without any service: export --model DIR --target gguf --quantization q8_0"
                + " --output DIR.",
        mixinStandardHelpOptions = false)
final class ExportCommand implements Callable<Integer> {
    private static final String PROGRAM = "dev.trainyard.export.main.ExportMain";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFECT = 4;

    private final Session session;

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path worker = session.home().resolve("eval-worker/target/quarkus-app");
        if (!Files.isDirectory(worker)) {
            throw new CommandFailure(ExitCode.FAILED, "eval-worker is not built: " + worker + " is missing");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-cp");
        command.add(Stream.of("app", "lib/main", "lib/boot")
                .map(folder -> worker.resolve(folder) + "/*")
                .collect(Collectors.joining(":")));
        command.add(PROGRAM);
        command.addAll(arguments);
        return run(command);
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("trainyard-export", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putIfAbsent("MKL_THREADING_LAYER", "GNU");
        // A program that lost its parent ends by itself.
        builder.environment()
                .put(
                        "TRAINYARD_PARENT_PID",
                        Long.toString(ProcessHandle.current().pid()));
        Process process = builder.start();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().filter(line -> line.startsWith("{")).forEach(this::show);
            int exitCode = process.waitFor();
            if (exitCode >= DEFECT) {
                session.terminal().line(Files.readString(errors));
            }
            return exitCode == 0 ? ExitCode.DONE : exitCode == 2 ? ExitCode.REFUSED : ExitCode.FAILED;
        } finally {
            process.destroy();
            Files.deleteIfExists(errors);
        }
    }

    private void show(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (IOException e) {
            return;
        }
        switch (event.path("event").asText()) {
            case "exported" -> showReport(event.path("report"));
            default -> session.terminal().line(event.path("message").asText());
        }
    }

    private void showReport(JsonNode report) {
        JsonNode parity = report.path("parity");
        session.terminal()
                .line(String.format(
                        Locale.ROOT,
                        "compared at %d positions: mean divergence %.3g nats, perplexity %.4g, was %.4g",
                        parity.path("positions").asLong(),
                        parity.path("mean_divergence").asDouble(),
                        parity.path("export").path("perplexity").asDouble(),
                        parity.path("source").path("perplexity").asDouble()));
        report.path("exceeded").forEach(problem -> session.terminal().line("refused: " + problem.asText()));
        report.path("files")
                .forEach(file -> session.terminal()
                        .line(file.path("path").asText() + "  "
                                + Quantity.bytes(file.path("bytes").asLong()) + "  sha256 "
                                + file.path("sha256").asText()));
    }
}
