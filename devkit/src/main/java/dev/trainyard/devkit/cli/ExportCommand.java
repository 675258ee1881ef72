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
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code export}: of a registered version by the stack, of a folder by the exporter's own program in another JVM. */
@Command(
        name = "export",
        description = {
            "Exports a registered version: export NAME@champion --format gguf --type Q8_0 --output DIR.",
            "Without any service, a folder: export --model DIR --target gguf --quantization q8_0 --output DIR."
        },
        mixinStandardHelpOptions = false)
final class ExportCommand implements Callable<Integer> {
    private static final ServiceProgram PROGRAM =
            new ServiceProgram("eval-worker", "dev.trainyard.export.main.ExportMain");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDS = Set.of("exported", "failed");
    private static final int DEFECT = 4;

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    private boolean told;

    ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean registered = !arguments.isEmpty() && !arguments.contains("--model");
        return registered ? exportVersion() : exportFolder();
    }

    private int exportVersion() {
        CommandLine line = new CommandLine(new ExportVersionCommand(session));
        line.setExecutionExceptionHandler(new ErrorReport());
        line.setErr(spec.commandLine().getErr());
        line.setUsageHelpAutoWidth(true);
        return line.execute(arguments.toArray(String[]::new));
    }

    private int exportFolder() throws IOException, InterruptedException {
        ProcessBuilder builder = PROGRAM.with(session.home(), arguments);
        Path errors = Files.createTempFile("trainyard-export", ".log");
        builder.redirectError(errors.toFile());
        // A program that lost its parent ends by itself.
        builder.environment()
                .put(
                        "TRAINYARD_PARENT_PID",
                        Long.toString(ProcessHandle.current().pid()));
        Process process = builder.start();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().filter(line -> line.startsWith("{")).forEach(this::show);
            int exitCode = process.waitFor();
            if (!told) {
                throw silent(exitCode, Files.readString(errors));
            }
            if (exitCode >= DEFECT) {
                session.terminal().line(Files.readString(errors));
            }
            return exitCode == 0 ? ExitCode.DONE : exitCode == 2 ? ExitCode.REFUSED : ExitCode.FAILED;
        } finally {
            process.destroy();
            Files.deleteIfExists(errors);
        }
    }

    /** The program itself always says how it ended, so it was not it that did. */
    private CommandFailure silent(int exitCode, String errors) {
        String last = errors.strip().lines().reduce((former, line) -> line).orElse("nothing");
        return new CommandFailure(
                ExitCode.FAILED,
                "the exporter ended with status " + exitCode + " before it had a result (its last words: " + last
                        + "). Its build in " + session.home().resolve("eval-worker/target")
                        + " is stale or broken: remove that folder, and ./trainyard builds it anew");
    }

    private void show(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (IOException e) {
            return;
        }
        String kind = event.path("event").asText();
        told |= ENDS.contains(kind);
        if (kind.equals("exported")) {
            showReport(event.path("report"));
        } else {
            session.terminal().line(event.path("message").asText());
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
