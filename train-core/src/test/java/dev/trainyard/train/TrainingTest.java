package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.Fixtures;
import dev.trainyard.checkpoint.SafetensorsFile;
import dev.trainyard.distributed.ProcessGroup;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.Generation;
import dev.trainyard.generate.GenerationListener;
import dev.trainyard.generate.SamplingConfig;
import dev.trainyard.generate.TextModel;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tokenizer.template.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingTest {
    @TempDir
    Path folder;

    private final List<TrainEvent> events = new ArrayList<>();

    @Test
    void twentyLoraStepsFollowTheTrajectoryOfPeft() throws IOException {
        Path output = folder.resolve("out");
        assertThat(Training.run(trajectory(""), output, events::add, StopSignal.NEVER))
                .isEqualTo(Training.Outcome.SUCCEEDED);
        JsonNode expected =
                Fixtures.json(Fixtures.LLAMA.resolve("lora/trajectory.json")).path("steps");
        List<String> lines = Files.readAllLines(output.resolve("steps.jsonl"));
        assertThat(lines).hasSize(20);
        for (int i = 0; i < 20; i++) {
            JsonNode step = Json.mapper().readTree(lines.get(i));
            assertThat(step.path("step").intValue()).isEqualTo(i + 1);
            assertThat(step.path("loss").doubleValue())
                    .as("loss of step %d", i + 1)
                    .isCloseTo(expected.get(i).path("loss").doubleValue(), within(1e-4));
            assertThat(step.path("grad_norm").doubleValue())
                    .as("gradient norm of step %d", i + 1)
                    .isCloseTo(expected.get(i).path("grad_norm").doubleValue(), within(1e-4));
            assertThat(step.path("learning_rate").doubleValue())
                    .isCloseTo(expected.get(i).path("lr").doubleValue(), within(1e-12));
            assertThat(step.path("epoch").doubleValue()).isCloseTo((i + 1) / 20.0, within(1e-12));
            assertThat(step.path("tokens").longValue()).isEqualTo(48L * (i + 1));
        }
        requireSameTensors(
                output.resolve("adapter/adapter_model.safetensors"),
                Fixtures.LLAMA.resolve("lora/final/adapter_model.safetensors"));
    }

    private static void requireSameTensors(Path actual, Path expected) {
        try (Scope scope = Scope.open();
                SafetensorsFile ours = SafetensorsFile.open(actual);
                SafetensorsFile theirs = SafetensorsFile.open(expected)) {
            assertThat(ours.names()).isEqualTo(theirs.names());
            for (String name : theirs.names()) {
                assertThat(ours.read(name).floats())
                        .as(name)
                        .containsExactly(theirs.read(name).floats(), within(1e-3f));
            }
        }
    }

    /** The rows and settings of the reference run; 20 batches of two rows. */
    private TrainConfig trajectory(String more) throws IOException {
        JsonNode reference = Fixtures.json(Fixtures.LLAMA.resolve("lora/trajectory.json"));
        List<String> rows = new ArrayList<>();
        for (JsonNode batch : reference.path("batches")) {
            for (int i = 0; i < batch.path("input_ids").size(); i++) {
                rows.add(Json.object()
                        .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                                "input_ids", batch.path("input_ids").get(i))
                        .set("labels", batch.path("labels").get(i))
                        .toString());
            }
        }
        Path data = Files.write(folder.resolve("rows.jsonl"), rows);
        return TrainConfigJson.parse(
                """
                {"model": {"base": "%s"},
                 "data": {"files": ["%s"], "format": "tokens", "shuffle": false, "max_length": 64},
                 "loop": {"batch_size": 2, "epochs": 1, "max_grad_norm": 1.0},
                 "lora": {"r": 8, "alpha": 16, "init_from": "%s"},
                 "optim": {"learning_rate": 0.005, "weight_decay": 0.01, "scheduler": "linear", "warmup_steps": 4}%s}
                """.formatted(Fixtures.LLAMA, data, Fixtures.LLAMA.resolve("lora/init"), more), "test");
    }

    @ParameterizedTest
    @CsvSource({"llama, LlamaForCausalLM", "qwen2, Qwen2ForCausalLM", "qwen3, Qwen3ForCausalLM", "gpt2, GPT2LMHeadModel"
    })
    void aModelFromScratchLearnsAChatAndIsServedWithItsTemplate(String family, String architecture) throws IOException {
        Path output = folder.resolve("out");
        Training.run(newModel(chat(""), family), output, events::add, StopSignal.NEVER);

        TrainEvent.TrainedModel trained = trained();
        assertThat(trained.modelPath()).isEqualTo(output.resolve("model"));
        assertThat(trained.adapterPath()).isEmpty();
        assertThat(trained.architecture()).isEqualTo(architecture);
        assertThat(trained.trainableParameterCount()).isEqualTo(trained.parameterCount());
        assertThat(trained.metrics()).containsOnlyKeys("train_loss", "validation_loss", "perplexity", "token_accuracy");
        assertThat(trained.heldOutPath())
                .hasValueSatisfying(file -> assertThat(file).hasFileName("held_out.jsonl"));
        assertThat(Files.readAllLines(output.resolve("held_out.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"messages\""));
        assertThat(output.resolve("model"))
                .isDirectoryContaining("glob:**config.json")
                .isDirectoryContaining("glob:**model.safetensors")
                .isDirectoryContaining("glob:**tokenizer.json")
                .isDirectoryContaining("glob:**chat_template.jinja");

        try (TextModel model = TextModel.load(output.resolve("model"))) {
            int[] prompt = model.chatPrompt(List.of(ChatMessage.of("user", "What is the colour of the sky?")));
            Generation answer = model.generate(prompt, SamplingConfig.greedy(32), GenerationListener.NONE);
            assertThat(answer.text()).isEqualTo("The sky is blue.");
            assertThat(answer.finishReason()).isEqualTo(Generation.FinishReason.STOP);
        }
    }

    @Test
    void aRunLeavesReadableFiles() throws IOException {
        Path output = folder.resolve("out");
        Training.run(chat(", \"loop\": {\"batch_size\": 4, \"epochs\": 2}"), output, events::add, StopSignal.NEVER);
        assertThat(Files.readAllLines(output.resolve("training.log")))
                .anyMatch(line -> line.matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d - Epoch 1/2, Step 1/10, Loss: \\d+\\.\\d{3}"))
                .anyMatch(line -> line.matches(".* - Epoch 2/2, Step 10/10, Loss: .*"))
                .anyMatch(line -> line.contains("Validation after step 5: validation_loss"));
        JsonNode metrics = Fixtures.json(output.resolve("metrics.json"));
        assertThat(metrics.path("history")).hasSize(2);
        assertThat(metrics.path("history").get(1).path("step").intValue()).isEqualTo(10);
        assertThat(metrics.path("history").get(1).path("train_loss").isNumber()).isTrue();
        assertThat(metrics.path("history").get(1).path("validation_loss").isNumber())
                .isTrue();
        assertThat(metrics.path("final").path("validation_loss").doubleValue())
                .isEqualTo(trained().metrics().get("validation_loss"));
        assertThat(TrainConfigJson.read(output.resolve("spec.json")).loop().epochs())
                .isEqualTo(2);
    }

    @Test
    void theExportTakesTheBestWeights() throws IOException {
        TrainConfig config =
                trajectory(", \"validation\": {\"every_steps\": 1}, \"checkpoints\": {\"every_epoch\": false}");
        TrainConfig heldOut = new TrainConfig(
                config.model(),
                new TrainConfig.Data(
                        config.data().files(), "tokens", 0.1, java.util.Optional.empty(), false, 64, "rows"),
                config.loop(),
                config.lora(),
                config.dpo(),
                config.optim(),
                config.validation(),
                config.checkpoints(),
                config.seed());
        Training.run(heldOut, folder.resolve("out"), events::add, StopSignal.NEVER);
        double best = events.stream()
                .filter(TrainEvent.Validated.class::isInstance)
                .mapToDouble(event -> ((TrainEvent.Validated) event).score().loss())
                .min()
                .orElseThrow();
        assertThat(trained().metrics().get("validation_loss")).isCloseTo(best, within(1e-6));
    }

    @Test
    void anotherSettingIsNoReasonToContinueACheckpoint() throws IOException {
        Path output = folder.resolve("out");
        Training.run(trajectory(", \"seed\": 1"), output, events::add, StopSignal.NEVER);
        assertThatThrownBy(() -> Training.run(trajectory(", \"seed\": 1"), output, events::add, StopSignal.NEVER))
                .hasMessageContaining("holds checkpoints of an earlier run");
        assertThatThrownBy(() -> Training.resume(trajectory(", \"seed\": 2"), output, events::add, StopSignal.NEVER))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_SPEC))
                .hasMessageContaining("seed: was 1, is 2;");
    }

    @Test
    void otherRowsAreNoReasonToContinueACheckpoint() throws IOException {
        Path output = folder.resolve("out");
        TrainConfig config = trajectory("");
        Training.run(config, output, events::add, StopSignal.NEVER);
        assertThat(Files.readString(output.resolve("checkpoints/epoch_1/manifest.json")))
                .contains("\"data.sha256\"", "\"model.base.sha256\"", "\"lora.init_from.sha256\"")
                .contains("\"library.pytorch\"", "\"library.blas\"");

        Path rows = config.data().files().getFirst();
        String whole = Files.readString(rows);
        Files.writeString(rows, whole.substring(0, whole.lastIndexOf('{')));
        assertThatThrownBy(() -> Training.resume(config, output, events::add, StopSignal.NEVER))
                .hasMessageContaining("belongs to another run")
                .hasMessageContaining("data.sha256: was ");
    }

    @Test
    void aFinishedRunThatLostItsExportOnlyExportsAgain() throws IOException {
        Path output = folder.resolve("out");
        Training.run(trajectory(""), output, TrainListener.NONE, StopSignal.NEVER);
        byte[] weights = Files.readAllBytes(output.resolve("model/model.safetensors"));
        Files.delete(output.resolve("model/model.safetensors"));
        Training.resume(trajectory(""), output, events::add, StopSignal.NEVER);
        assertThat(events).noneMatch(TrainEvent.StepTaken.class::isInstance);
        assertThat(events).contains(new TrainEvent.Resumed(20));
        assertThat(Files.readAllBytes(output.resolve("model/model.safetensors")))
                .isEqualTo(weights);
        assertThat(Files.readAllLines(output.resolve("steps.jsonl"))).hasSize(20);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsFoundBeforeTheFirstStep() throws IOException {
        Path output = Files.createDirectory(folder.resolve("out"));
        Files.writeString(output.resolve("checkpoints"), "a file where a folder is to be");
        assertThatThrownBy(() -> Training.run(trajectory(""), output, events::add, StopSignal.NEVER))
                .satisfies(e -> assertThat(Failures.classify(e).code()).isEqualTo(FailureCode.INVALID_SPEC));
        assertThat(events).noneMatch(TrainEvent.StepTaken.class::isInstance);
    }

    @Test
    void aMaxLengthAboveTheModelsContextCutsRowsAtTheContext() throws IOException {
        TrainConfig config = TrainConfigJson.parse(
                TrainConfigJson.write(trajectory("")).replace("\"max_length\" : 64", "\"max_length\" : 512"), "test");
        Training.run(config, folder.resolve("out"), events::add, StopSignal.NEVER);
        assertThat(events).last().isInstanceOf(TrainEvent.Succeeded.class);
    }

    @Test
    void preparingShowsRowsAndEstimatesAndTrainsNothing() throws IOException {
        Path output = folder.resolve("out");
        RunResources resources =
                new RunResources(Device.CPU, 1L << 40, OptionalDouble.of(2), Optional.of(folder.resolve("cache")));
        Training.prepare(chat(""), output, events::add, resources);

        assertThat(events).noneMatch(TrainEvent.StepTaken.class::isInstance);
        assertThat(output.resolve("checkpoints")).doesNotExist();
        JsonNode report = Fixtures.json(output.resolve("prepare.json"));
        assertThat(report.path("cached").booleanValue()).isFalse();
        assertThat(report.path("samples")).hasSize(3);
        assertThat(report.path("samples").get(0).path("text").textValue())
                .contains("<|im_start|>assistant\n⟦")
                .contains("<|im_end|>⟧");
        assertThat(report.path("memory").path("estimated_bytes").longValue()).isBetween(1L << 27, 1L << 31);
        assertThat(report.path("time").path("forecast_seconds").doubleValue()).isPositive();
        assertThat(report.path("time").path("forecast_cost").isNumber()).isTrue();
        assertThat(Files.readString(output.resolve("training.log")))
                .contains("Prepared ")
                .contains("to learn: <|im_start|>");

        events.clear();
        Training.prepare(chat(""), folder.resolve("again"), events::add, resources);
        assertThat(events)
                .filteredOn(TrainEvent.Prepared.class::isInstance)
                .allMatch(event -> ((TrainEvent.Prepared) event).preparation().cached())
                .hasSize(1);
    }

    @Test
    void cachedRowsTrainTheSameModelAndTheRunAccountsForItself() throws IOException {
        RunResources resources =
                new RunResources(Device.CPU, 1L << 40, OptionalDouble.empty(), Optional.of(folder.resolve("cache")));
        Training.run(trajectory(""), folder.resolve("first"), TrainListener.NONE, StopSignal.NEVER, alone(resources));
        Training.run(trajectory(""), folder.resolve("second"), events::add, StopSignal.NEVER, alone(resources));

        assertThat(Files.readAllBytes(folder.resolve("second/model/model.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("first/model/model.safetensors")));
        assertThat(Fixtures.json(folder.resolve("first/prepare.json"))
                        .path("cached")
                        .booleanValue())
                .isFalse();
        JsonNode report = Fixtures.json(folder.resolve("second/prepare.json"));
        assertThat(report.path("cached").booleanValue()).isTrue();
        assertThat(report.path("time").path("forecast_after_step").intValue()).isEqualTo(5);
        assertThat(report.path("time").path("seconds").doubleValue()).isPositive();
        assertThat(report.path("memory").path("peak_bytes").longValue()).isGreaterThan(1L << 26);
        assertThat(Files.readString(folder.resolve("second/training.log"))).contains("forecast ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "task": "sequence_classification", "num_labels": 2 | {"text": "%d", "label": %d}                      | {"text": "%d, and so on", "label": 1}
            "task": "causal_lm"                                | {"prompt": "%d", "chosen": "%d", "rejected": "no"} | {"prompt": "%d", "chosen": "yes", "rejected": "no"}
            """)
    void rowsOfClassesAndPairsAreEncodedAndPackedOnce(String task, String first, String changed) throws IOException {
        String dpo = first.contains("chosen") ? ", \"dpo\": {}" : "";
        Path data = folder.resolve("rows.jsonl");
        Path cache = folder.resolve("cache");
        RunResources resources = new RunResources(Device.CPU, 1L << 40, OptionalDouble.empty(), Optional.of(cache));
        for (String row : List.of(first, first, changed, first)) {
            Files.write(
                    data,
                    IntStream.range(0, 20)
                            .mapToObj(i -> row.formatted(i, i % 2))
                            .toList());
            Path output = folder.resolve("out" + events.size());
            Training.prepare(
                    TrainConfigJson.parse("""
                    {"model": {"base": "%s", %s}, "lora": {"r": 4}%s, "loop": {"batch_size": 2, "epochs": 1},
                     "data": {"files": ["%s"], "format": "jsonl", "max_length": 32, "batching": "packed"},
                     "optim": {"learning_rate": 0.001}}
                    """.formatted(Fixtures.STORIES, task, dpo, data), "test"),
                    output,
                    event -> {
                        if (event instanceof TrainEvent.Prepared) {
                            events.add(event);
                        }
                    },
                    resources);
        }

        assertThat(events)
                .extracting(event -> ((TrainEvent.Prepared) event).preparation().cached())
                .containsExactly(false, true, false, true);
        try (Stream<Path> kept = Files.list(cache.resolve("prepared"))) {
            assertThat(kept)
                    .as("rows and how they are packed, of two versions of the data")
                    .hasSize(4);
        }
    }

    private static Training.Surroundings alone(RunResources resources) {
        return new Training.Surroundings(ProcessGroup.SINGLE, resources);
    }

    @Test
    void aRunThatCannotFitIsRefusedBeforeItsFirstStep() throws IOException {
        RunResources small = new RunResources(Device.CPU, 1 << 20, OptionalDouble.empty(), Optional.empty());
        assertThatThrownBy(() -> Training.run(
                        trajectory(""), folder.resolve("out"), events::add, StopSignal.NEVER, alone(small)))
                .isInstanceOfSatisfying(
                        TrainingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                .hasMessageContaining("the run needs about")
                .hasMessageContaining("may take 1 MiB");
        assertThat(events).noneMatch(TrainEvent.StepTaken.class::isInstance);
    }

    private TrainEvent.TrainedModel trained() {
        return ((TrainEvent.Succeeded) events.getLast()).model();
    }

    private static TrainConfig newModel(TrainConfig config, String family) {
        String json = TrainConfigJson.write(config);
        String written = family.equals("gpt2")
                ? json.replace("\"num_key_value_heads\" : 2", "\"num_key_value_heads\" : 4")
                : json;
        return TrainConfigJson.parse(written.replace("\"llama\"", '"' + family + '"'), "test");
    }

    /** Twenty conversations over two questions, and a model that can learn them in seconds. */
    private TrainConfig chat(String more) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String colour = i % 2 == 0 ? "blue" : "green";
            String thing = i % 2 == 0 ? "sky" : "grass";
            rows.add("""
                    {"messages": [{"role": "user", "content": "What is the colour of the %s?"}, {"role": "assistant", "content": "The %s is %s."}]}
                    """.formatted(thing, thing, colour).strip());
        }
        Path data = Files.write(folder.resolve("chat.jsonl"), rows);
        String loop = more.contains("\"loop\"") ? "" : ", \"loop\": {\"batch_size\": 4, \"epochs\": 16}";
        return TrainConfigJson.parse("""
                {"model": {"architecture": {"vocab_size": 320, "hidden_size": 64, "intermediate_size": 128,
                   "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
                   "max_position_embeddings": 128, "tie_word_embeddings": true}},
                 "data": {"files": ["%s"], "format": "jsonl", "validation_split": 0.1, "max_length": 128},
                 "optim": {"learning_rate": 0.005, "scheduler": "cosine", "warmup_steps": 5}%s%s}
                """.formatted(data, loop, more), "test");
    }
}
