package dev.trainyard.devkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.devkit.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command where eval-worker was not built, or only in part. */
final class ExportCommandTest {
    @TempDir
    Path home;

    @Test
    void saysThatTheExporterIsNotBuilt() {
        assertThat(said()).contains("eval-worker is not built", "TRAINYARD_SKIP_BUILD");
    }

    @Test
    void saysThatTheExporterCannotBeStarted() throws IOException {
        Files.createDirectories(home.resolve("eval-worker/target/quarkus-app/app"));
        assertThat(said())
                .contains(
                        "ended with status 1 before it had a result",
                        "ExportMain",
                        "remove that folder, and ./trainyard builds it anew");
    }

    private String said() {
        StringWriter errors = new StringWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false, false, 100);
        CommandLine line = TrainyardCommand.commandLine(new Session(terminal, Map.of(), home));
        line.setErr(new PrintWriter(errors, true));
        assertThat(line.execute("export", "--model", "nowhere", "--target", "gguf"))
                .isEqualTo(ExitCode.FAILED);
        return out.toString(StandardCharsets.UTF_8) + errors;
    }
}
