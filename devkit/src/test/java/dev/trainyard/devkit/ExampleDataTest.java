package dev.trainyard.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data in examples/ is what the generators beside it write. */
final class ExampleDataTest {
    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void isWrittenByTheGeneratorsByteForByte() throws IOException, InterruptedException {
        generate("RailwayWorld.java");
        generate("RailwayIntents.java");
        for (String name :
                List.of("railway.txt", "railway_questions.jsonl", "railway_preferences.jsonl", "intents.csv")) {
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

    @Test
    void prefersTheAnswerThatTheQuestionsHave() throws IOException {
        List<String> known = Files.readAllLines(EXAMPLES.resolve("data/railway_questions.jsonl"));
        List<String> pairs = Files.readAllLines(EXAMPLES.resolve("data/railway_preferences.jsonl"));
        assertThat(pairs).hasSizeGreaterThan(300).doesNotHaveDuplicates().allSatisfy(pair -> {
            String question = between(pair, "\"prompt\":[", "],\"chosen\":[");
            String chosen = between(pair, "\"chosen\":[", "],\"rejected\":[");
            String rejected = between(pair, "\"rejected\":[", "]}");
            assertThat(known).contains("{\"messages\":[" + question + "," + chosen + "]}");
            assertThat(rejected).isNotEqualTo(chosen);
        });
    }

    private static String between(String text, String before, String after) {
        int from = text.indexOf(before) + before.length();
        return text.substring(from, text.indexOf(after, from));
    }

    @Test
    void hasAsManyRowsOfEveryIntent() throws IOException {
        List<String> rows = Files.readAllLines(EXAMPLES.resolve("data/intents.csv"));
        assertThat(rows).hasSize(181).doesNotHaveDuplicates();
        for (String label : List.of("timetable", "ticket", "delay", "lost-property")) {
            assertThat(rows).filteredOn(row -> row.endsWith("," + label)).hasSize(45);
        }
    }

    private void generate(String generator) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        EXAMPLES.resolve(generator).toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
    }
}
