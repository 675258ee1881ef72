package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.data.Batch;
import dev.trainyard.data.Example;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalvedObjectiveTest {
    private static final String FULL = "\"optim\": {\"learning_rate\": 0.01}";
    private static final String SETTINGS = FULL + ", \"lora\": {\"r\": 4, \"target_modules\": [\"all-linear\"]}";
    private static final int[] LENGTHS = {12, 5, 11, 9, 7};

    @TempDir
    Path folder;

    private static Batch batch(int rows, int seed) {
        List<int[]> all = TinyRun.rows(rows, seed);
        for (int i = 0; i < rows; i++) {
            all.set(i, Arrays.copyOf(all.get(i), LENGTHS[i % LENGTHS.length]));
        }
        return TinyRun.batch(all);
    }

    /** Gradients of two accumulated batches. */
    private static double accumulate(Objective objective, TinyRun run) {
        run.clearGradients();
        return objective.backward(batch(5, 3), 0.1, LayerwisePass.BlockListener.NONE)
                + objective.backward(batch(4, 4), 0.1, LayerwisePass.BlockListener.NONE);
    }

    @Test
    void halvesAddUpToTheWhole() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1);
                HalvedObjective halved = halved(run)) {
            double whole = accumulate(new SupervisedLoss(run.model(), false), run);
            Map<String, float[]> expected = run.gradients();

            assertThat(accumulate(halved, run)).isCloseTo(whole, within(1e-4));
            Map<String, float[]> gradients = run.gradients();
            expected.forEach((name, gradient) ->
                    assertThat(gradients.get(name)).as(name).containsExactly(gradient, within(1e-5f)));
        }
    }

    @Test
    void repeatsBitByBitWhicheverHalfIsFaster() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1);
                HalvedObjective halved = halved(run)) {
            double first = accumulate(halved, run);
            Map<String, float[]> expected = run.gradients();
            for (int i = 0; i < 20; i++) {
                assertThat(accumulate(halved, run)).isEqualTo(first);
                Map<String, float[]> gradients = run.gradients();
                expected.forEach((name, gradient) ->
                        assertThat(gradients.get(name)).as(name).isEqualTo(gradient));
            }
        }
    }

    @Test
    void sharesOnlyWhatAPassUsesOnce() {
        try (TinyRun adapter = new TinyRun(folder, SETTINGS, 1);
                TinyRun full = new TinyRun(folder, FULL, 1)) {
            assertThat(HalvedObjective.fits(adapter.parameters())).isTrue();
            assertThat(HalvedObjective.fits(full.parameters()))
                    .as("the embedding is also the head")
                    .isFalse();
        }
    }

    private static HalvedObjective halved(TinyRun run) {
        return new HalvedObjective(new SupervisedLoss(run.model(), false), run.parameters(), 2);
    }

    @Test
    void bothHalvesRunAtOnceAndHaveAboutAsManyTokens() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1);
                HalvedObjective halved = new HalvedObjective(new Meeting(), run.parameters(), 2)) {
            assertThat(halved.backward(batch(5, 3), 1, LayerwisePass.BlockListener.NONE))
                    .isEqualTo(44);
        }
        List<Batch> halves = HalvedObjective.halves(batch(5, 3));
        assertThat(halves).extracting(Batch::tokens).containsExactly(24L, 20L);
    }

    @Test
    void aFailureOfOneHalfIsThatOfTheStep() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1);
                HalvedObjective halved = new HalvedObjective(new Failing(), run.parameters(), 2)) {
            assertThatThrownBy(() -> halved.backward(batch(2, 3), 1, LayerwisePass.BlockListener.NONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("out of luck");
        }
    }

    /** Counts tokens once two batches are here at the same time. */
    private static final class Meeting implements Objective {
        private final CountDownLatch both = new CountDownLatch(2);

        @Override
        public double backward(Batch batch, double scale, LayerwisePass.BlockListener listener) {
            both.countDown();
            try {
                assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return batch.rows().stream().mapToInt(Example::length).sum();
        }

        @Override
        public Score score(Batch batch) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Failing implements Objective {
        @Override
        public double backward(Batch batch, double scale, LayerwisePass.BlockListener listener) {
            throw new IllegalStateException("out of luck");
        }

        @Override
        public Score score(Batch batch) {
            throw new UnsupportedOperationException();
        }
    }
}
