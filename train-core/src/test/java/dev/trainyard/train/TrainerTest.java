package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    private static final String FULL =
            "\"loop\": {\"batch_size\": 4, \"epochs\": 3, \"gradient_accumulation_steps\": 2}, \"optim\": {\"learning_rate\": 0.003, \"weight_decay\": 0.01}";
    private static final String ADAPTER = FULL + ", \"lora\": {\"r\": 4, \"dropout\": 0.1}";

    @TempDir
    Path folder;

    @Test
    void oneBatchIsLearntByHeart() {
        String settings =
                "\"loop\": {\"batch_size\": 4, \"epochs\": 60}, \"optim\": {\"learning_rate\": 0.005, \"scheduler\": \"constant\"}";
        try (TinyRun run = new TinyRun(folder, settings, 4)) {
            run.train(StopSignal.NEVER);
            assertThat(run.steps()).hasSize(60);
            assertThat(run.steps().getFirst().loss()).isGreaterThan(5);
            assertThat(run.steps().getLast().loss()).isLessThan(0.3);
        }
    }

    @Test
    void accumulationChangesMemoryAndNothingElse() {
        String four = "\"loop\": {\"batch_size\": 4, \"epochs\": 2}, \"optim\": {\"learning_rate\": 0.003}";
        String fourTimesOne =
                "\"loop\": {\"batch_size\": 1, \"epochs\": 2, \"gradient_accumulation_steps\": 4}, \"optim\": {\"learning_rate\": 0.003}";
        try (TinyRun whole = new TinyRun(folder.resolve("a"), four, 8);
                TinyRun parts = new TinyRun(folder.resolve("b"), fourTimesOne, 8)) {
            whole.train(StopSignal.NEVER);
            parts.train(StopSignal.NEVER);
            assertThat(parts.steps()).hasSameSizeAs(whole.steps());
            for (int i = 0; i < whole.steps().size(); i++) {
                assertThat(parts.steps().get(i).loss())
                        .isCloseTo(whole.steps().get(i).loss(), within(1e-4));
                assertThat(parts.steps().get(i).gradNorm())
                        .isCloseTo(whole.steps().get(i).gradNorm(), within(1e-4));
            }
        }
    }

    /** 18 rows in batches of 4 are 5 batches, so 3 steps of an epoch; step 5 ends within epoch 2, step 6 at its end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 8})
    void resumedTrainingEndsBitForBitWhereUndisturbedTrainingEnds(int interruptedAfter) {
        Map<String, float[]> undisturbed;
        List<TrainEvent.StepTaken> steps;
        try (TinyRun run = new TinyRun(folder.resolve("undisturbed"), ADAPTER, 18)) {
            assertThat(run.train(StopSignal.NEVER).step()).isEqualTo(9);
            undisturbed = run.everything();
            steps = run.steps();
        }
        try (TinyRun run = new TinyRun(folder.resolve("interrupted"), ADAPTER, 18)) {
            AtomicInteger asked = new AtomicInteger();
            assertThat(run.train(() -> asked.getAndIncrement() == interruptedAfter)
                            .step())
                    .isEqualTo(interruptedAfter);
        }
        try (TinyRun run = new TinyRun(folder.resolve("interrupted"), ADAPTER, 18)) {
            TrainerState end = run.resume();
            assertThat(end.step()).isEqualTo(9);
            assertThat(end.tokens()).isEqualTo(3L * 18 * TinyRun.WIDTH);
            assertThat(run.steps()).hasSize(9 - interruptedAfter);
            assertThat(run.steps().getLast().loss()).isEqualTo(steps.getLast().loss());
            Map<String, float[]> resumed = run.everything();
            assertThat(resumed.keySet()).isEqualTo(undisturbed.keySet());
            undisturbed.forEach(
                    (name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
        }
    }

    @Test
    void theLastStepOfAnEpochMayHaveFewerBatchesAndALimitEndsEarlier() {
        assertThat(Trainer.totalSteps(new TrainConfig.Loop(4, 2, 3, OptionalInt.empty(), 1, "fp32", false), 5))
                .isEqualTo(9);
        assertThat(Trainer.totalSteps(new TrainConfig.Loop(4, 2, 3, OptionalInt.of(7), 1, "fp32", false), 5))
                .isEqualTo(7);
        assertThat(Trainer.totalSteps(new TrainConfig.Loop(4, 2, 3, OptionalInt.of(70), 1, "fp32", false), 5))
                .isEqualTo(9);
        assertThat(Trainer.totalSteps(
                        new TrainConfig.Loop(1, 1, 1_000_000, OptionalInt.of(8), 1, "fp32", false), 1_000_000))
                .isEqualTo(8);
    }

    @Test
    void fullTrainingResumesBitForBitToo() {
        Map<String, float[]> undisturbed;
        try (TinyRun run = new TinyRun(folder.resolve("undisturbed"), FULL, 10)) {
            run.train(StopSignal.NEVER);
            undisturbed = run.everything();
        }
        try (TinyRun run = new TinyRun(folder.resolve("interrupted"), FULL, 10)) {
            AtomicInteger asked = new AtomicInteger();
            run.train(() -> asked.getAndIncrement() == 3);
        }
        try (TinyRun run = new TinyRun(folder.resolve("interrupted"), FULL, 10)) {
            run.resume();
            Map<String, float[]> resumed = run.everything();
            undisturbed.forEach(
                    (name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adam", "sgd"})
    void everyOptimizerResumesBitForBitInBfloat16WithCheckpointing(String optimizer) {
        String settings = ADAPTER.replace(
                        "\"epochs\"", "\"precision\": \"bf16\", \"gradient_checkpointing\": true, \"epochs\"")
                .replace("\"weight_decay\"", "\"optimizer\": \"" + optimizer + "\", \"weight_decay\"");
        Map<String, float[]> undisturbed;
        try (TinyRun run = new TinyRun(folder.resolve("undisturbed"), settings, 10)) {
            run.train(StopSignal.NEVER);
            undisturbed = run.everything();
        }
        try (TinyRun run = new TinyRun(folder.resolve("interrupted"), settings, 10)) {
            AtomicInteger asked = new AtomicInteger();
            run.train(() -> asked.getAndIncrement() == 3);
        }
        try (TinyRun run = new TinyRun(folder.resolve("interrupted"), settings, 10)) {
            run.resume();
            Map<String, float[]> resumed = run.everything();
            assertThat(resumed.keySet()).isEqualTo(undisturbed.keySet());
            undisturbed.forEach(
                    (name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
        }
    }

    @Test
    void aCorruptedCheckpointFallsBackToTheOneBefore() throws IOException {
        String settings = ADAPTER + ", \"checkpoints\": {\"every_steps\": 2, \"every_epoch\": false, \"keep_last\": 2}";
        Map<String, float[]> undisturbed;
        try (TinyRun run = new TinyRun(folder, settings, 18)) {
            run.train(StopSignal.NEVER);
            undisturbed = run.everything();
        }
        Path newest = folder.resolve("checkpoints/step_000009/optimizer.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length - 1] ^= 1;
        Files.write(newest, bytes);
        try (TinyRun run = new TinyRun(folder, settings, 18)) {
            run.resume();
            assertThat(run.steps()).extracting(TrainEvent.StepTaken::step).containsExactly(9);
            assertThat(run.everything().get("exp_avg.model.layers.0.mlp.up_proj.lora_A.weight"))
                    .isEqualTo(undisturbed.get("exp_avg.model.layers.0.mlp.up_proj.lora_A.weight"))
                    .isNotNull();
        }
    }

    @Test
    void aNonFiniteGradientStopsBeforeTheOptimizerAndNamesStepAndRows() {
        String settings = "\"loop\": {\"batch_size\": 2, \"epochs\": 1}, \"optim\": {\"learning_rate\": 0.01},"
                + " \"checkpoints\": {\"every_steps\": 1}";
        try (TinyRun run = new TinyRun(folder, settings, 6)) {
            Map<String, float[]> before = new TreeMap<>();
            assertThatThrownBy(() -> run.train(() -> {
                        if (run.steps().size() == 1) {
                            run.poison();
                            before.putAll(run.everything());
                        }
                        return false;
                    }))
                    .isInstanceOfSatisfying(
                            TrainingFailure.class,
                            failure -> assertThat(failure.code()).isEqualTo(FailureCode.NON_FINITE))
                    .hasMessageContaining("step 2 has loss NaN")
                    .hasMessageContaining("tiny:")
                    .hasMessageContaining("the last good checkpoint is step_000001");
            run.everything()
                    .forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
            assertThat(run.checkpoints().restoreNewest())
                    .hasValueSatisfying(state -> assertThat(state.step()).isEqualTo(1));
        }
    }

    @Test
    void aNonFiniteFirstStepSaysThatThereIsNoCheckpoint() {
        try (TinyRun run = new TinyRun(folder, FULL, 6)) {
            run.poison();
            assertThatThrownBy(() -> run.train(StopSignal.NEVER))
                    .hasMessageContaining("step 1 has loss NaN")
                    .hasMessageContaining("there is no checkpoint yet");
        }
    }

    @Test
    void trainingStopsEarlyOnceTheMetricNoLongerImprovesAndTheBestIsKept() {
        // A rate this high soon makes the held-out rows, which follow another pattern, worse and worse.
        String settings = "\"loop\": {\"batch_size\": 4, \"epochs\": 40}, \"optim\": {\"learning_rate\": 0.01,"
                + " \"scheduler\": \"constant\"}, \"validation\": {\"patience\": 2}";
        try (TinyRun run = new TinyRun(folder, settings, 8)) {
            run.validator = Optional.of(new Validator(TinyRun.data(reversed(TinyRun.rows(4, 9))), 3));
            TrainerState end = run.train(StopSignal.NEVER);
            List<TrainEvent.Validated> validations = run.eventsOf(TrainEvent.Validated.class);
            double best = validations.stream()
                    .mapToDouble(v -> v.score().loss())
                    .min()
                    .orElseThrow();
            assertThat(end.step()).isLessThan(80);
            assertThat(end.stopping().best()).hasValue(best);
            assertThat(validations.getLast().step()).isEqualTo(end.stopping().bestStep() + 4);
            assertThat(run.eventsOf(TrainEvent.StoppedEarly.class))
                    .singleElement()
                    .satisfies(stopped -> assertThat(stopped.message())
                            .contains("validation_loss did not improve")
                            .contains("best " + best + " after step "
                                    + end.stopping().bestStep()));
            run.checkpoints().restoreBestWeights(end);
            assertThat(run.validator.orElseThrow().score(run.model()).loss()).isCloseTo(best, within(1e-9));
        }
    }

    private static List<int[]> reversed(List<int[]> rows) {
        rows.forEach(row -> {
            for (int i = 0; i < row.length / 2; i++) {
                int swap = row[i];
                row[i] = row[row.length - 1 - i];
                row[row.length - 1 - i] = swap;
            }
        });
        return rows;
    }

    @Test
    void onlyTheLastCheckpointsAndTheBestOneStay() throws IOException {
        String settings = "\"loop\": {\"batch_size\": 4, \"epochs\": 5}, \"optim\": {\"learning_rate\": 0.003},"
                + " \"checkpoints\": {\"every_epoch\": true, \"keep_last\": 2}";
        try (TinyRun run = new TinyRun(folder, settings, 8)) {
            run.validator = Optional.of(new Validator(TinyRun.data(TinyRun.rows(4, 9)), 3));
            run.train(StopSignal.NEVER);
            try (Stream<Path> entries = Files.list(folder.resolve("checkpoints"))) {
                assertThat(entries.map(entry -> entry.getFileName().toString()))
                        .containsExactlyInAnyOrder("best_model", "epoch_4", "epoch_5");
            }
        }
    }

    @Test
    @Tag("slow")
    void twoThousandStepsLeaveTheNativeMemoryWhereItWas() {
        String settings = "\"loop\": {\"batch_size\": 2, \"epochs\": 2300}, \"optim\": {\"learning_rate\": 0.0001},"
                + " \"checkpoints\": {\"every_epoch\": false}, \"lora\": {\"r\": 4, \"dropout\": 0.1}";
        try (TinyRun run = new TinyRun(folder, settings, 2)) {
            NativeMemory[] warm = new NativeMemory[1];
            run.train(() -> {
                if (run.events.size() == 1000) {
                    warm[0] = NativeMemory.now();
                }
                return false;
            });
            NativeMemory end = NativeMemory.now();
            assertThat(run.steps()).hasSize(2300);
            assertThat(end.handles() - warm[0].handles()).as("native objects").isLessThanOrEqualTo(16);
            assertThat((end.residentBytes() - warm[0].residentBytes()) >> 20)
                    .as("MiB")
                    .isLessThan(64);
        }
    }
}
