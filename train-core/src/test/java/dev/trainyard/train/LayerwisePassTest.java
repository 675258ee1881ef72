package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.Fixtures;
import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.adapter.LoraConfig;
import dev.trainyard.checkpoint.Placement;
import dev.trainyard.data.Batch;
import dev.trainyard.data.TokenRow;
import dev.trainyard.model.ForwardPass;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.model.family.ModelFamilies;
import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerwisePassTest {
    private static final String FULL = "\"optim\": {\"learning_rate\": 0.01}";
    private static final String LORA =
            FULL + ", \"lora\": {\"r\": 4, \"dropout\": 0.3, \"target_modules\": [\"all-linear\"]}";

    @TempDir
    Path folder;

    /** Rows of lengths 12, 5, 12, 9 and 5, of which each token but the first is learnt. */
    private static List<int[]> unequalRows() {
        List<int[]> rows = new ArrayList<>(TinyRun.rows(5, 3));
        int[] lengths = {12, 5, 12, 9, 5};
        for (int i = 0; i < lengths.length; i++) {
            rows.set(i, Arrays.copyOf(rows.get(i), lengths[i]));
        }
        return rows;
    }

    private static double backward(TinyRun run, Batch batch, boolean recompute) {
        run.clearGradients();
        run.model().mode().train();
        Rng.global(Device.CPU).seed(11);
        return new SupervisedLoss(run.model(), recompute).backward(batch, 0.1, LayerwisePass.BlockListener.NONE);
    }

    @Test
    void recomputingGivesTheSameBitsWithDropout() {
        for (String settings : List.of(FULL, LORA)) {
            try (TinyRun run = new TinyRun(folder, settings, 1)) {
                Batch batch = TinyRun.batch(unequalRows());
                double kept = backward(run, batch, false);
                Map<String, float[]> expected = run.gradients();
                byte[] random = Rng.global(Device.CPU).state();

                assertThat(backward(run, batch, true)).isEqualTo(kept);
                Map<String, float[]> gradients = run.gradients();
                expected.forEach((name, gradient) ->
                        assertThat(gradients.get(name)).as(name).isEqualTo(gradient));
                assertThat(Rng.global(Device.CPU).state())
                        .as("draws go on as without")
                        .isEqualTo(random);
            }
        }
    }

    @Test
    void recomputingGivesTheSameBitsOverFourBits() {
        Placement quantised = new Placement(Device.CPU, Optional.of(Nf4Config.standard()));
        try (LoraAdapter adapter = new LoraAdapter(new LoraConfig(4, 8, 0.3, List.of(LoraConfig.ALL_LINEAR)), 1);
                LanguageModel model = ModelFamilies.load(Fixtures.LLAMA, adapter, quantised)) {
            assertThat(model.parameters().isQuantized()).isTrue();
            model.mode().train();
            Map<String, float[]> kept = gradients(model, adapter, false);
            Map<String, float[]> recomputed = gradients(model, adapter, true);
            assertThat(recomputed.keySet()).isEqualTo(kept.keySet()).hasSizeGreaterThan(10);
            kept.forEach((name, gradient) ->
                    assertThat(recomputed.get(name)).as(name).isEqualTo(gradient));
        }
    }

    private static Map<String, float[]> gradients(LanguageModel model, LoraAdapter adapter, boolean recompute) {
        adapter.parameters().clearGrads();
        Rng.global(Device.CPU).seed(11);
        double loss = new SupervisedLoss(model, recompute)
                .backward(TinyRun.batch(unequalRows()), 0.1, LayerwisePass.BlockListener.NONE);
        assertThat(loss).isPositive();
        Map<String, float[]> gradients = new HashMap<>();
        try (Scope scope = Scope.open()) {
            adapter.parameters()
                    .all()
                    .forEach((name, weight) ->
                            gradients.put(name, weight.grad().orElseThrow().floats()));
        }
        return gradients;
    }

    @Test
    void rowsTogetherAreRowsAlone() {
        try (TinyRun run = new TinyRun(folder, FULL, 1)) {
            double together = backward(run, TinyRun.batch(unequalRows()), false);
            Map<String, float[]> expected = run.gradients();
            run.clearGradients();
            double alone = 0;
            for (int[] row : unequalRows()) {
                alone += new SupervisedLoss(run.model(), false)
                        .backward(TinyRun.batch(List.of(row)), 0.1, LayerwisePass.BlockListener.NONE);
            }
            assertThat(alone).isCloseTo(together, within(1e-4));
            Map<String, float[]> gradients = run.gradients();
            expected.forEach((name, gradient) ->
                    assertThat(gradients.get(name)).as(name).containsExactly(gradient, within(1e-5f)));
        }
    }

    /** The two blocks of a model in turn. */
    private record Deep(ForwardPass pass, int blocks, List<Integer> computed) implements ForwardPass {
        @Override
        public Tensor embed() {
            return pass.embed();
        }

        @Override
        public Tensor block(int index, Tensor h_NC) {
            computed.add(index);
            return pass.block(index % pass.blocks(), h_NC);
        }

        @Override
        public Tensor finish(Tensor h_NC) {
            return pass.finish(h_NC);
        }
    }

    @Test
    void computesAllBlocksAgainButTheLast() {
        assertThat(computed(2)).containsExactly(0, 1, 0);
        assertThat(computed(5)).containsExactly(0, 1, 2, 3, 4, 3, 2, 1, 0);
        assertThat(computed(8)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 5, 4, 3, 2, 1, 0);
    }

    private List<Integer> computed(int blocks) {
        try (TinyRun run = new TinyRun(folder, FULL, 1);
                Scope scope = Scope.open()) {
            SupervisedBatch batch =
                    SupervisedBatch.of(TinyRun.batch(unequalRows()).rowsOf(TokenRow.class));
            var deep =
                    new Deep(run.model().pass(Tensor.ofIds(batch.ids()), batch.sequences()), blocks, new ArrayList<>());
            LayerwisePass pass = new LayerwisePass(deep, true);
            pass.backward(Tensor.zerosLike(pass.hidden()).fill_(1), LayerwisePass.BlockListener.NONE);
            return deep.computed;
        }
    }

    @Test
    void tellsEachBlockFromTheLastToTheFirst() {
        try (TinyRun run = new TinyRun(folder, FULL, 1);
                Scope scope = Scope.open()) {
            SupervisedBatch batch =
                    SupervisedBatch.of(TinyRun.batch(unequalRows()).rowsOf(TokenRow.class));
            LayerwisePass pass =
                    new LayerwisePass(run.model().pass(Tensor.ofIds(batch.ids()), batch.sequences()), false);
            List<Integer> passed = new ArrayList<>();
            pass.backward(Tensor.zerosLike(pass.hidden()).fill_(1), passed::add);
            assertThat(passed).isEqualTo(List.of(1, 0));
        }
    }
}
