package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.data.DataFormat;
import dev.trainyard.data.Dataset;
import dev.trainyard.data.Example;
import dev.trainyard.data.RowOrigin;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.gpt2.Gpt2Config;
import dev.trainyard.model.llama.LlamaConfig;
import dev.trainyard.model.qwen2.Qwen2Config;
import dev.trainyard.model.qwen3.Qwen3Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packing decides which rows share a batch; that must not show in any number. */
class PackingTest {
    private static final String OPTIM = ", \"optim\": {\"learning_rate\": 0.003}";

    @TempDir
    Path folder;

    static Stream<ModelConfig> families() {
        return Stream.of(LlamaConfig.debug(), Qwen2Config.debug(), Qwen3Config.debug(), Gpt2Config.debug());
    }

    private static Dataset rows(int count) {
        Random random = new Random(5);
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(3 + random.nextInt(20), 0, 200).toArray();
            int[] labels = ids.clone();
            Arrays.fill(labels, 0, 2, TokenRow.IGNORED);
            rows.add(new TokenRow(new RowOrigin(Path.of("rows"), i + 1), ids, labels, ids.length));
        }
        return new Dataset(DataFormat.TOKENS, List.of(), rows);
    }

    private static String data(String batching) {
        return "\"data\": {\"files\": [\"/tiny\"], \"max_length\": 32, \"batching\": \"%s\"}".formatted(batching);
    }

    /** All rows are one step: packed in one batch of many sequences, or one row at a time. */
    @ParameterizedTest
    @MethodSource("families")
    void aPackedStepIsTheStepOfItsRowsOneByOne(ModelConfig family) {
        String packed = data("packed") + ", \"loop\": {\"batch_size\": 64, \"epochs\": 1}" + OPTIM;
        String single = data("rows")
                + ", \"loop\": {\"batch_size\": 1, \"epochs\": 1, \"gradient_accumulation_steps\": 64}" + OPTIM;
        try (TinyRun together = new TinyRun(folder.resolve("packed"), packed, family, rows(17));
                TinyRun alone = new TinyRun(folder.resolve("single"), single, family, rows(17))) {
            Map<String, float[]> expected = stepGradients(alone);
            Map<String, float[]> gradients = stepGradients(together);
            assertThat(gradients.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, gradient) ->
                    assertThat(gradients.get(name)).as(name).containsExactly(gradient, within(1e-5f)));
            together.train(StopSignal.NEVER);
            alone.train(StopSignal.NEVER);
            TrainEvent.StepTaken step = together.steps().getFirst();
            TrainEvent.StepTaken reference = alone.steps().getFirst();
            assertThat(together.steps()).hasSize(1);
            assertThat(step.tokens()).isEqualTo(reference.tokens());
            assertThat(step.loss()).isCloseTo(reference.loss(), within(1e-5));
            assertThat(step.gradNorm()).isCloseTo(reference.gradNorm(), within(1e-5));
        }
    }

    private static Map<String, float[]> stepGradients(TinyRun run) {
        run.backwardFirstStep();
        Map<String, float[]> gradients = run.gradients();
        run.clearGradients();
        return gradients;
    }

    @Test
    void packedTrainingResumesBitForBit() {
        String settings = data("packed")
                + ", \"loop\": {\"batch_size\": 2, \"epochs\": 3, \"gradient_accumulation_steps\": 2}"
                + OPTIM + ", \"lora\": {\"r\": 4, \"dropout\": 0.1}";
        Map<String, float[]> undisturbed;
        int steps;
        try (TinyRun run = new TinyRun(folder.resolve("whole"), settings, LlamaConfig.debug(), rows(41))) {
            steps = run.train(StopSignal.NEVER).step();
            undisturbed = run.everything();
        }
        assertThat(steps).isGreaterThan(6);
        try (TinyRun run = new TinyRun(folder.resolve("cut"), settings, LlamaConfig.debug(), rows(41))) {
            AtomicInteger asked = new AtomicInteger();
            run.train(() -> asked.getAndIncrement() == steps / 3 + 1);
        }
        try (TinyRun run = new TinyRun(folder.resolve("cut"), settings, LlamaConfig.debug(), rows(41))) {
            assertThat(run.resume().step()).isEqualTo(steps);
            Map<String, float[]> resumed = run.everything();
            undisturbed.forEach(
                    (name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
        }
    }
}
