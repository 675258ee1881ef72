package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.Fixtures;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Whole runs in both precisions against transformers and PEFT, under {@code torch.autocast} for bfloat16, each with and
 * without gradient checkpointing.
 */
class PrecisionParityTest {
    /** Of a loss near 5.5: bfloat16 has eight significant bits, and two implementations round in different places. */
    private static final double LOSS = 5e-3;

    private static final double NORM = 3e-2;

    private static final JsonNode GOLDEN = Fixtures.json(Fixtures.BF16);
    private static final List<Path> FAMILIES = Fixtures.FAMILIES;

    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void twentyStepsOfLoraInBfloat16FollowAutocastWithAndWithoutCheckpointing(Path family) throws IOException {
        requireGolden(family, "lora", train(family, "bf16", true, false));
        requireSameSteps(family, "bf16", true);
        JsonNode config = Fixtures.json(folder.resolve("bf16-lora/model/config.json"));
        assertThat(config.path("dtype").textValue()).isEqualTo("bfloat16");
        try (Scope scope = Scope.open();
                SafetensorsFile merged = SafetensorsFile.open(folder.resolve("bf16-lora/model/model.safetensors"));
                SafetensorsFile adapter =
                        SafetensorsFile.open(folder.resolve("bf16-lora/adapter/adapter_model.safetensors"))) {
            for (String name : merged.names()) {
                DType expected = merged.shape(name).length > 1 ? DType.BFLOAT16 : DType.FLOAT32;
                assertThat(merged.read(name).dtype()).as(name).isEqualTo(expected);
            }
            for (String name : adapter.names()) {
                assertThat(adapter.read(name).dtype()).as(name).isEqualTo(DType.FLOAT32);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void twentyStepsOfAllWeightsInBfloat16FollowAutocastWithAndWithoutCheckpointing(Path family) throws IOException {
        requireGolden(family, "full", train(family, "bf16", false, false));
        requireSameSteps(family, "bf16", false);
        JsonNode config = Fixtures.json(folder.resolve("bf16/model/config.json"));
        assertThat(config.path("dtype").textValue()).isEqualTo("float32");
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void checkpointingChangesNoBitInFloat32(Path family) throws IOException {
        for (boolean lora : List.of(true, false)) {
            train(family, "fp32", lora, false);
            requireSameSteps(family, "fp32", lora);
        }
    }

    private static void requireGolden(Path family, String mode, List<JsonNode> steps) {
        JsonNode golden = GOLDEN.path(family.getFileName().toString()).path(mode);
        assertThat(steps).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(steps.get(i).path("loss").doubleValue())
                    .as("loss of step %d", i + 1)
                    .isCloseTo(golden.get(i).path("loss").doubleValue(), within(LOSS));
            double norm = golden.get(i).path("grad_norm").doubleValue();
            assertThat(steps.get(i).path("grad_norm").doubleValue())
                    .as("gradient norm of step %d", i + 1)
                    .isCloseTo(norm, within(NORM * norm));
        }
    }

    /** Trains again with checkpointing: the exported weights are the same bytes. */
    private void requireSameSteps(Path family, String precision, boolean lora) throws IOException {
        train(family, precision, lora, true);
        String weights = "model/model.safetensors";
        assertThat(output(precision, lora, true).resolve(weights))
                .hasSameBinaryContentAs(output(precision, lora, false).resolve(weights));
    }

    private Path output(String precision, boolean lora, boolean checkpointing) {
        return folder.resolve(precision + (lora ? "-lora" : "") + (checkpointing ? "-checkpointing" : ""));
    }

    private List<JsonNode> train(Path family, String precision, boolean lora, boolean checkpointing)
            throws IOException {
        Path output = output(precision, lora, checkpointing);
        Training.run(config(family, precision, lora, checkpointing), output, TrainListener.NONE, StopSignal.NEVER);
        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(output.resolve("steps.jsonl"))) {
            steps.add(Json.mapper().readTree(line));
        }
        return steps;
    }

    private TrainConfig config(Path family, String precision, boolean lora, boolean checkpointing) throws IOException {
        JsonNode batches = Fixtures.json(family.resolve("lora/trajectory.json")).path("batches");
        List<String> rows = new ArrayList<>();
        for (JsonNode batch : batches) {
            for (int i = 0; i < batch.path("input_ids").size(); i++) {
                ObjectNode row = Json.object();
                row.set("input_ids", batch.path("input_ids").get(i));
                row.set("labels", batch.path("labels").get(i));
                rows.add(row.toString());
            }
        }
        Path data = Files.write(folder.resolve("rows.jsonl"), rows);
        String adapter = lora ? ", \"lora\": {\"init_from\": \"" + family.resolve("lora/init") + "\"}" : "";
        return TrainConfigJson.parse("""
                {"model": {"base": "%s"},
                 "data": {"files": ["%s"], "format": "tokens", "shuffle": false, "max_length": 64},
                 "loop": {"batch_size": 2, "epochs": 1, "precision": "%s", "gradient_checkpointing": %s},
                 "optim": {"learning_rate": 0.005, "weight_decay": 0.01, "warmup_steps": 4}%s}
                """.formatted(family, data, precision, checkpointing, adapter), "test");
    }
}
