package dev.trainyard.train.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.tensor.Scope;
import dev.trainyard.train.StopSignal;
import dev.trainyard.train.TrainConfigJson;
import dev.trainyard.train.TrainListener;
import dev.trainyard.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranks are processes, as a worker or torchrun starts them. */
@Tag("multiprocess")
class DistributedRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private record Step(double loss, double gradNorm, double tokens) {}

    @Test
    void twoRanksEqualOneRankOnTheSameGlobalBatch() throws Exception {
        // 41 rows: the last batch of an epoch has one row for both ranks.
        Path rows = rows(41);
        String full = "\"model\": {\"architecture\": %s}, %s".formatted(ARCHITECTURE, loop("%d", 30, "0.01"));
        List<Step> alone = alone("full1", config(rows, full.formatted(4)));
        List<Step> shared = together("full2", config(rows, full.formatted(2)));
        assertEqual(alone, shared);
        assertClose(weights("full1"), weights("full2"));

        Path base = folder.resolve("full1/model");
        String lora = """
                "model": {"base": "%s"}, "lora": {"r": 4}, %s
                """.formatted(base, loop("%d", 30, "0.01"));
        assertEqual(
                alone("lora1", config(rows, lora.formatted(4))), together("lora2", config(rows, lora.formatted(2))));
        assertThat(folder.resolve("lora2/adapter/adapter_model.safetensors")).isRegularFile();
    }

    private static void assertEqual(List<Step> alone, List<Step> shared) {
        assertThat(shared).hasSameSizeAs(alone).hasSize(30);
        for (int i = 0; i < alone.size(); i++) {
            assertThat(shared.get(i).loss()).isCloseTo(alone.get(i).loss(), within(2e-5));
            assertThat(shared.get(i).gradNorm()).isCloseTo(alone.get(i).gradNorm(), within(2e-4));
            assertThat(shared.get(i).tokens()).isEqualTo(alone.get(i).tokens());
        }
        assertThat(shared.getLast().loss()).isLessThan(shared.getFirst().loss());
    }

    @Test
    void ranksStopTogetherDieTogetherAndGoOnBitForBit() throws Exception {
        Path rows = rows(41);
        Path config = config(rows, """
                "model": {"architecture": %s}, %s
                """.formatted(ARCHITECTURE, loop("2", 10, "0.01")));
        alone("base", config);
        Path dropping = config(rows, """
                "model": {"base": "%s"}, "lora": {"r": 4, "dropout": 0.2}, %s,
                "checkpoints": {"every_steps": 20, "every_epoch": false}
                """.formatted(folder.resolve("base/model"), loop("2", 100, "0.002")));
        together("whole", dropping);

        Path disturbed = folder.resolve("disturbed");
        try (RankProcesses ranks = new RankProcesses(2, dropping, disturbed)) {
            ranks.await("checkpoint");
            ranks.rank(1).destroy();
            assertThat(ranks.end()).containsExactly(143, 143);
            assertThat(ranks.last().path("event").textValue()).isEqualTo("cancelled");
            assertThat(ranks.output(1)).as("only rank 0 tells").doesNotContain("{");
        }
        try (RankProcesses ranks = new RankProcesses(2, dropping, disturbed)) {
            ranks.await("resumed");
            ranks.await("checkpoint");
            ranks.rank(1).destroyForcibly();
            assertThat(ranks.end()).containsExactly(5, 137);
            assertThat(ranks.last().path("code").textValue()).isEqualTo("WORKER_LOST");
        }
        try (RankProcesses ranks = new RankProcesses(2, dropping, disturbed)) {
            ranks.await("resumed");
            assertThat(ranks.end()).containsExactly(0, 0);
        }
        assertThat(disturbed.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/adapter/adapter_model.safetensors"));
        assertThat(steps("disturbed")).isEqualTo(steps("whole"));
    }

    @Test
    void aStepThatIsNotFiniteEndsAllRanksAlike() throws Exception {
        Path config = config(rows(8), """
                "model": {"architecture": %s}, %s
                """.formatted(ARCHITECTURE, loop("2", 50, "1e30")));
        try (RankProcesses ranks = new RankProcesses(2, config, folder.resolve("infinite"))) {
            assertThat(ranks.end()).containsExactly(2, 2);
            assertThat(ranks.last().path("code").textValue()).isEqualTo("NON_FINITE");
            assertThat(ranks.output(1)).contains("NON_FINITE");
        }
    }

    private static final String ARCHITECTURE = """
            {"vocab_size": 100, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
             "num_attention_heads": 2, "max_position_embeddings": 64}""";

    private static String loop(String batchSize, int steps, String learningRate) {
        return """
                "loop": {"batch_size": %s, "gradient_accumulation_steps": 2, "epochs": 1000, "max_steps": %d},
                "optim": {"learning_rate": %s}, "validation": {"every_steps": 10}
                """.formatted(batchSize, steps, learningRate);
    }

    private Path config(Path rows, String settings) throws IOException {
        Path file = Files.createTempFile(folder, "train", ".json");
        return Files.writeString(file, """
                {"data": {"files": ["%s"], "format": "tokens", "validation_split": 0.1, "max_length": 64}, %s}
                """.formatted(rows, settings));
    }

    /** Rows of different lengths that count upwards. */
    private Path rows(int count) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Integer> ids = new ArrayList<>();
            for (int t = 0; t < 4 + i * 7 % 19; t++) {
                ids.add(1 + (i * 5 + t * (1 + i % 3)) % 99);
            }
            rows.add("{\"input_ids\": %s, \"labels\": %s}".formatted(ids, ids));
        }
        return Files.write(folder.resolve("rows" + count + ".jsonl"), rows);
    }

    private List<Step> alone(String output, Path config) throws IOException {
        Training.run(TrainConfigJson.read(config), folder.resolve(output), TrainListener.NONE, StopSignal.NEVER);
        return steps(output);
    }

    private List<Step> together(String output, Path config) throws Exception {
        try (RankProcesses ranks = new RankProcesses(2, config, folder.resolve(output))) {
            assertThat(ranks.end()).as("exit codes").containsExactly(0, 0);
        }
        return steps(output);
    }

    private List<Step> steps(String output) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(output).resolve("steps.jsonl"))) {
            JsonNode step = JSON.readTree(line);
            steps.add(new Step(
                    step.path("loss").doubleValue(),
                    step.path("grad_norm").doubleValue(),
                    step.path("tokens").doubleValue()));
        }
        return steps;
    }

    private Map<String, float[]> weights(String output) {
        Map<String, float[]> weights = new TreeMap<>();
        try (Scope scope = Scope.open();
                SafetensorsFile file =
                        SafetensorsFile.open(folder.resolve(output).resolve("model/model.safetensors"))) {
            file.names().forEach(name -> weights.put(name, file.read(name).floats()));
        }
        return weights;
    }

    private static void assertClose(Map<String, float[]> alone, Map<String, float[]> shared) {
        assertThat(shared.keySet()).isEqualTo(alone.keySet());
        alone.forEach((name, values) -> assertThat(shared.get(name))
                .as(name)
                .usingComparatorWithPrecision(1e-3f)
                .containsExactly(values));
    }
}
