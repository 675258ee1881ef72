package dev.trainyard.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.supervisor.ChildProcess;
import dev.trainyard.supervisor.ChildSpec;
import dev.trainyard.tensor.NativeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The scoring process as it is run: its own JVM. */
final class ScoringProcess {
    private ScoringProcess() {}

    /** Runs it to its end, which must be this exit code, and returns what it says on stdout. */
    static List<String> run(Path folder, int exitCode, List<String> arguments) throws Exception {
        List<String> lines = new ArrayList<>();
        try (ChildProcess process = ChildProcess.start(
                new ChildSpec(
                        "scoring",
                        ScoringMain.class.getName(),
                        ChildClasspath.ofThisProcess(),
                        NativeOptions.jvmOptions(),
                        arguments,
                        NativeOptions.environment(),
                        folder,
                        folder.resolve("scoring.log")),
                lines::add)) {
            int code = process.exit().get(60, TimeUnit.SECONDS);
            assertThat(code).as(Files.readString(folder.resolve("scoring.log"))).isEqualTo(exitCode);
        }
        return lines;
    }

    /** The scores in the last line. */
    static JsonNode scores(List<String> lines) throws Exception {
        JsonNode last = ScoringMain.JSON.readTree(lines.get(lines.size() - 1));
        assertThat(last.path("event").asText()).isEqualTo("scored");
        assertThat(lines.get(0)).contains("\"event\":\"progress\"");
        return last.path("scores");
    }
}
