package dev.trainyard.train.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What was estimated of a run against the most memory that its process ever held. A model of 8 million weights and 2,048
 * tokens a batch, so that what is estimated is more than the base of a process.
 */
class MemoryEstimateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOLERANCE_PERCENT = 20;
    private static final String SHAPE = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 4096, "hidden_size": 320,
             "intermediate_size": 864, "num_hidden_layers": 5, "num_attention_heads": 5,
             "max_position_embeddings": 256, "rms_norm_eps": 1e-5}""";

    private static final String ADAPTER = ", \"lora\": {\"r\": 8, \"target_modules\": [\"all-linear\"]%s}";

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeModel() throws IOException {
        try (LanguageModel model =
                ModelFamilies.initialize(ModelFamilies.config(JSON.readTree(SHAPE)), 1, LayerDecorator.NONE)) {
            HuggingFaceFolder.save(Files.createDirectory(folder.resolve("base")), model);
        }
    }

    @ParameterizedTest
    @CsvSource({"fp32, false", "bf16, false"})
    void ofAnAdapter(String precision, boolean recompute) throws Exception {
        assertEstimateHolds("lm-" + precision, ADAPTER.formatted(""), precision, recompute, "\"task\": \"causal_lm\"");
    }

    @Test
    void ofFourBitsWithRecomputation() throws Exception {
        assertEstimateHolds(
                "lm-nf4", ADAPTER.formatted(", \"quantization\": {}"), "fp32", true, "\"task\": \"causal_lm\"");
    }

    @Test
    void ofPreferences() throws Exception {
        assertEstimateHolds("dpo", ADAPTER.formatted("") + ", \"dpo\": {}", "fp32", false, "\"task\": \"causal_lm\"");
    }

    @Test
    void ofAClassifier() throws Exception {
        assertEstimateHolds("cls", "", "fp32", false, "\"task\": \"sequence_classification\", \"num_labels\": 4");
    }

    private void assertEstimateHolds(String kind, String more, String precision, boolean recompute, String task)
            throws Exception {
        boolean pairs = kind.equals("dpo");
        Path config = Files.writeString(folder.resolve(kind + ".json"), """
                {"model": {"base": "%s", %s}, "data": {"files": ["%s"], "format": "tokens", "max_length": 256},
                 "loop": {"batch_size": %d, "epochs": 9, "max_steps": 3, "precision": "%s", "gradient_checkpointing": %b},
                 "optim": {"learning_rate": 0.0001}, "checkpoints": {"every_steps": 0, "every_epoch": false}%s}
                """.formatted(
                        folder.resolve("base"), task, rows(kind), pairs ? 4 : 8, precision, recompute, more));
        Path output = folder.resolve(kind);
        Process child = child(config, output);
        assertThat(child.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue())
                .as(Files.readString(folder.resolve(kind + ".err")))
                .isZero();

        JsonNode memory = JSON.readTree(output.resolve("prepare.json").toFile()).path("memory");
        assertThat(memory.path("estimated_bytes").doubleValue())
                .as("estimated: %s", memory)
                .isCloseTo(memory.path("peak_bytes").doubleValue(), withinPercentage(TOLERANCE_PERCENT));
    }

    private static Path rows(String kind) throws IOException {
        Random random = new Random(5);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rows.add(
                    switch (kind) {
                        case "cls" -> "{\"input_ids\": %s, \"label\": %d}".formatted(ids(random, 256), i % 4);
                        case "dpo" ->
                            "{\"prompt_input_ids\": %s, \"chosen_input_ids\": %s, \"rejected_input_ids\": %s}"
                                    .formatted(ids(random, 128), ids(random, 128), ids(random, 128));
                        default -> {
                            String ids = ids(random, 256);
                            yield "{\"input_ids\": %s, \"labels\": %s}".formatted(ids, ids);
                        }
                    });
        }
        return Files.write(folder.resolve(kind + ".jsonl"), rows);
    }

    private static String ids(Random random, int count) {
        return random.ints(count, 1, 4096).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }

    private static Process child(Path config, Path output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(NativeOptions.jvmOptions());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainMain.class.getName()));
        command.addAll(List.of("--config", config.toString(), "--output", output.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve(output.getFileName() + ".err").toFile());
        builder.environment().putAll(NativeOptions.environment());
        return builder.start();
    }
}
