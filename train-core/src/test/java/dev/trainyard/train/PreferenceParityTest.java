package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of direct preference optimisation against the formula in plain PyTorch, with transformers and PEFT. */
class PreferenceParityTest {
    private static final JsonNode GOLDEN = Fixtures.json(Fixtures.DPO);
    private static final Map<String, Path> FAMILIES =
            Map.of("llama", Fixtures.LLAMA, "gpt2", Fixtures.GPT2, "qwen3", Fixtures.QWEN3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama lora", "gpt2 lora smoothed", "qwen3 full"})
    void twentyStepsFollowTheFormula(String name) throws IOException {
        JsonNode golden = GOLDEN.path("cases").path(name);
        Path output = folder.resolve("out");
        Training.run(config(golden, ""), output, TrainListener.NONE, StopSignal.NEVER);
        List<JsonNode> steps = steps(output);
        assertThat(steps).hasSize(20);
        for (int i = 0; i < 20; i++) {
            JsonNode expected = golden.path("steps").get(i);
            JsonNode step = steps.get(i);
            assertThat(step.path("loss").doubleValue())
                    .as("loss of step %d", i + 1)
                    .isCloseTo(expected.path("loss").doubleValue(), within(1e-5));
            double norm = expected.path("grad_norm").doubleValue();
            assertThat(step.path("grad_norm").doubleValue()).isCloseTo(norm, within(1e-4 * norm));
            assertThat(step.path("rewards/chosen").doubleValue())
                    .isCloseTo(expected.path("chosen").doubleValue(), within(2e-5));
            assertThat(step.path("rewards/rejected").doubleValue())
                    .isCloseTo(expected.path("rejected").doubleValue(), within(2e-5));
            assertThat(step.path("rewards/margins").doubleValue())
                    .isCloseTo(
                            expected.path("chosen").doubleValue()
                                    - expected.path("rejected").doubleValue(),
                            within(4e-5));
            if (i > 0) {
                assertThat(step.path("rewards/accuracies").doubleValue())
                        .as("accuracy of step %d", i + 1)
                        .isEqualTo(expected.path("accuracy").doubleValue());
            }
        }
    }

    @Test
    void checkpointingAndAccumulationChangeNoLossAndAResumedRunKeepsItsReference() throws IOException {
        JsonNode golden = GOLDEN.path("cases").path("llama lora");
        String accumulated = ", \"validation\": {\"every_steps\": 5}";
        TrainConfig config = config(golden, accumulated);
        TrainConfig other = TrainConfigJson.parse(
                TrainConfigJson.write(config)
                        .replace("\"batch_size\" : 2", "\"batch_size\" : 1")
                        .replace("\"gradient_accumulation_steps\" : 1", "\"gradient_accumulation_steps\" : 2")
                        .replace("\"gradient_checkpointing\" : false", "\"gradient_checkpointing\" : true"),
                "test");
        Path whole = folder.resolve("whole");
        Training.run(other, whole, TrainListener.NONE, StopSignal.NEVER);
        for (int i = 0; i < 20; i++) {
            assertThat(steps(whole).get(i).path("loss").doubleValue())
                    .isCloseTo(golden.path("steps").get(i).path("loss").doubleValue(), within(1e-5));
        }
        Path interrupted = folder.resolve("interrupted");
        AtomicInteger asked = new AtomicInteger();
        assertThat(Training.run(other, interrupted, TrainListener.NONE, () -> asked.getAndIncrement() == 9))
                .isEqualTo(Training.Outcome.CANCELLED);
        Training.resume(other, interrupted, TrainListener.NONE, StopSignal.NEVER);
        String weights = "adapter/adapter_model.safetensors";
        assertThat(interrupted.resolve(weights)).hasSameBinaryContentAs(whole.resolve(weights));
    }

    @Test
    void packedPairsAreAllLearnt() throws IOException {
        String packed = TrainConfigJson.write(config(GOLDEN.path("cases").path("llama lora"), ""))
                .replace("\"batching\" : \"rows\"", "\"batching\" : \"packed\"");
        Path output = folder.resolve("out");
        Training.run(TrainConfigJson.parse(packed, "test"), output, TrainListener.NONE, StopSignal.NEVER);
        long tokens = 0;
        for (JsonNode pair : GOLDEN.path("pairs")) {
            tokens += 2L * pair.path("prompt_input_ids").size()
                    + pair.path("chosen_input_ids").size()
                    + pair.path("rejected_input_ids").size();
        }
        assertThat(steps(output).getLast().path("tokens").longValue()).isEqualTo(tokens);
        assertThat(steps(output)).hasSizeLessThan(20);
    }

    @Test
    void heldOutPairsAreScoredByTheirRewards() throws IOException {
        List<TrainEvent> events = new ArrayList<>();
        TrainConfig config = TrainConfigJson.parse(
                TrainConfigJson.write(config(
                                GOLDEN.path("cases").path("llama lora"),
                                ", \"validation\": {\"every_steps\": 5, \"metric\": \"rewards/margins\"}"))
                        .replace("\"validation_split\" : 0.0", "\"validation_split\" : 0.2"),
                "test");
        Training.run(config, folder.resolve("out"), events::add, StopSignal.NEVER);
        assertThat(events)
                .filteredOn(TrainEvent.Validated.class::isInstance)
                .hasSize(4)
                .allSatisfy(event -> assertThat(
                                ((TrainEvent.Validated) event).score().metrics())
                        .containsOnlyKeys(PreferenceScore.METRICS));
        assertThat(((TrainEvent.Succeeded) events.getLast()).model().metrics())
                .containsKeys("train_loss", "rewards/accuracies");
    }

    @Test
    void rowsAndObjectiveMustFit() throws IOException {
        TrainConfig pairs = config(GOLDEN.path("cases").path("llama lora"), "");
        TrainConfig supervised =
                TrainConfigJson.parse(TrainConfigJson.write(pairs).replaceAll("\"dpo\" : \\{[^}]*},", ""), "test");
        assertThatThrownBy(() -> Training.run(supervised, folder.resolve("out"), TrainListener.NONE, StopSignal.NEVER))
                .hasMessageContaining("the row is a pair of answers, which objective dpo learns from");
        Files.writeString(pairs.data().files().getFirst(), "{\"input_ids\": [1, 2, 3]}\n");
        assertThatThrownBy(() -> Training.run(pairs, folder.resolve("out"), TrainListener.NONE, StopSignal.NEVER))
                .hasMessageContaining("to learn preferences, a row has prompt, chosen and rejected");
    }

    private static List<JsonNode> steps(Path output) throws IOException {
        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(output.resolve("steps.jsonl"))) {
            steps.add(Json.mapper().readTree(line));
        }
        return steps;
    }

    private TrainConfig config(JsonNode golden, String more) throws IOException {
        List<String> rows = new ArrayList<>();
        GOLDEN.path("pairs").forEach(pair -> rows.add(pair.toString()));
        Path data = Files.write(folder.resolve("pairs.jsonl"), rows);
        Path family = FAMILIES.get(golden.path("family").textValue());
        String adapter = golden.path("mode").textValue().equals("lora")
                ? ", \"lora\": {\"init_from\": \"" + family + "/lora/init\"}"
                : "";
        return TrainConfigJson.parse(
                """
                {"model": {"base": "%s"},
                 "data": {"files": ["%s"], "format": "tokens", "shuffle": false, "max_length": 64},
                 "loop": {"batch_size": 2, "epochs": 1},
                 "dpo": {"beta": %s, "label_smoothing": %s},
                 "optim": {"learning_rate": 0.002, "weight_decay": 0.01, "warmup_steps": 2}%s%s}
                """.formatted(family, data, golden.path("beta"), golden.path("label_smoothing"), adapter, more),
                "test");
    }
}
