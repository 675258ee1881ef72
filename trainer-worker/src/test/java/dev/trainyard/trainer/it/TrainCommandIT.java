package dev.trainyard.trainer.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.stricthub.StrictHub;
import dev.trainyard.supervisor.ChildClasspath;
import dev.trainyard.trainer.cli.TrainCommand;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as users run it. */
final class TrainCommandIT {
    private static final String SPEC = """
            name: tiny
            model: {base: tiny-llama}
            training_data: {path: rows.jsonl, format: tokens, shuffle: false}
            hyperparameters: {max_steps: 8, batch_size: 4, max_length: 64}
            checkpoints: {every_steps: 4, every_epoch: false}
            """;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path output;

    @BeforeEach
    void layOut() throws IOException {
        output = folder.resolve("out");
        new TinyJobs(folder);
    }

    private record Result(int exitCode, String out, String err) {}

    @Test
    void trainsWithoutServicesAndPrintsTheResult() throws Exception {
        Result result = train(SPEC, "--json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode printed = new ObjectMapper().readTree(result.out());
        assertThat(printed.path("outcome").asText()).isEqualTo("succeeded");
        assertThat(printed.path("model_path").asText())
                .isEqualTo(output.resolve("model").toString());
        assertThat(printed.path("metrics").path("train_loss").asDouble()).isPositive();
        assertThat(output.resolve("model/model.safetensors")).isNotEmptyFile();
        assertThat(Files.readAllLines(output.resolve("steps.jsonl")))
                .hasSize(8)
                .allSatisfy(line ->
                        assertThat(line).contains("\"step\"", "\"loss\"", "\"grad_norm\"", "\"learning_rate\""));
        assertThat(result.err()).contains("step 8/8", "tokens/s", "ETA");
    }

    @Test
    void trainsAModelOfAHub() throws Exception {
        try (StrictHub hub = StrictHub.start()) {
            String commit = LocalHub.tiny(hub, "tests/tiny").commit("main");
            environment.put("HF_ENDPOINT", hub.endpoint().toString());
            environment.put("HF_HOME", folder.resolve("hf").toString());

            Result result = train(SPEC.replace("tiny-llama", "tests/tiny"));

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).contains("fetching tests/tiny", "step 8/8");
            assertThat(output.resolve("hub.json")).content().contains("hf://tests/tiny@" + commit);
            assertThat(hub.violations()).isEmpty();
            environment.put("HF_HUB_OFFLINE", "1");
            Result offline = train(SPEC.replace("tiny-llama", "tests/other"));
            assertThat(offline.exitCode()).isEqualTo(2);
            assertThat(offline.err()).contains("NOT_FOUND", "tests/other is not in the cache", "HF_HUB_OFFLINE");
        }
    }

    @Test
    void preparesWithoutTraining() throws Exception {
        Result result = train(SPEC, "--prepare-only");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("prepared, nothing trained", "prepare.json");
        assertThat(result.err()).contains("to learn", "of memory", "all steps will take about");
        assertThat(output.resolve("prepare.json")).isNotEmptyFile();
        assertThat(output.resolve("model")).doesNotExist();
    }

    @Test
    void refusesAModelOfTheRegistry() throws Exception {
        Result result = train(SPEC.replace("tiny-llama", "models:/assistant/latest"));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("models:/assistant/latest", "submit the job to the running services");
    }

    @Test
    void refusesASpecWithEveryProblem() throws Exception {
        Result result = train(SPEC + "moon: 1\nadapter: {r: many}\n", "--json");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).contains("INVALID_SPEC", "moon", "adapter.r");
    }

    private Result train(String spec, String... more) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("spec.yaml"), spec);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                ChildClasspath.ofThisProcess(),
                TrainCommand.class.getName(),
                "--config",
                file.toString(),
                "--output",
                output.toString()));
        command.addAll(List.of(more));
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        int exitCode = builder.redirectOutput(Redirect.to(out.toFile()))
                .redirectError(Redirect.to(err.toFile()))
                .start()
                .waitFor();
        return new Result(exitCode, Files.readString(out), Files.readString(err));
    }
}
