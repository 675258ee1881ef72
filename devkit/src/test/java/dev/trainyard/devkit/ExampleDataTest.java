package dev.trainyard.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data in examples/ is what the generator beside it writes. */
final class ExampleDataTest {
    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void isWrittenByTheGeneratorByteForByte() throws IOException, InterruptedException {
        generate();
        for (String name : List.of("railway.txt", "railway_questions.jsonl")) {
            assertThat(folder.resolve(name))
                    .hasSameBinaryContentAs(EXAMPLES.resolve("data").resolve(name));
        }
    }

    @Test
    void asksEveryQuestionOnce() throws IOException {
        List<String> rows = Files.readAllLines(EXAMPLES.resolve("data/railway_questions.jsonl"));
        List<String> questions =
                rows.stream().map(row -> row.split("\"content\":\"")[1]).toList();
        assertThat(questions).hasSizeGreaterThan(500).doesNotHaveDuplicates();
    }

    private void generate() throws IOException, InterruptedException {
        Process generator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        EXAMPLES.resolve("RailwayWorld.java").toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(generator.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(generator.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }
}
