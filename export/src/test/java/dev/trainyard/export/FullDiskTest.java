package dev.trainyard.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.export.main.ExportMain;
import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports in a process whose files may not grow beyond a limit: its writes fail as on a full disk, in their midst. */
class FullDiskTest {
    private static final Path STORIES = Path.of("src/test/resources/stories260k");
    /** In blocks of 512 or 1024 bytes, by shell: less than the export has either way. */
    private static final int BLOCKS = 300;

    @TempDir
    Path folder;

    @Test
    void saysThatTheDiskIsFullAndLeavesNothing() throws IOException, InterruptedException {
        for (List<String> target :
                List.of(List.of("gguf", "--quantization", "f16"), List.of("huggingface", "--name", "stories"))) {
            JsonNode last = export(target);

            assertThat(last.path("event").asText()).as(last.toString()).isEqualTo("failed");
            assertThat(last.path("code").asText()).as(last.toString()).isEqualTo("DISK_FULL");
            assertThat(last.path("message").asText()).contains("cannot be written", folder.toString());
            try (Stream<Path> left = Files.list(folder.resolve("exports"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** The last line that the process says; it must end with the code of a full disk. */
    private JsonNode export(List<String> target) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + BLOCKS + " && exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NativeOptions.jvmOptions());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                ExportMain.class.getName(),
                "--model",
                STORIES.toAbsolutePath().toString(),
                "--output",
                folder.resolve("exports/out").toString(),
                "--target"));
        command.addAll(target);
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("log").toFile())
                .redirectOutput(said.toFile());
        builder.environment().putAll(NativeOptions.environment());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(Files.readString(folder.resolve("log")))
                    .isEqualTo(3);
        } finally {
            process.destroyForcibly();
        }
        return new ObjectMapper().readTree(Files.readAllLines(said).getLast());
    }
}
