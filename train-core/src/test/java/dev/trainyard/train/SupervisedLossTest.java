package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.data.Batch;
import dev.trainyard.data.Example;
import dev.trainyard.data.TokenRow;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedLossTest {
    private static final String SETTINGS = "\"optim\": {\"learning_rate\": 0.01}";

    @TempDir
    Path folder;

    @Test
    void theLossInChunksIsTheLossOfTheWholeWithAllGradients() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1)) {
            Batch batch = TinyRun.batch(TinyRun.rows(6, 5));
            double whole = wholeLoss(run, batch);
            Map<String, float[]> expected = run.gradients();
            for (long rows : new long[] {7, 66, 1000}) {
                run.clearGradients();
                assertThat(loss(run, rows).backward(batch, 0.25, LayerwisePass.BlockListener.NONE))
                        .isCloseTo(whole, within(1e-4));
                Map<String, float[]> gradients = run.gradients();
                assertThat(gradients.keySet()).isEqualTo(expected.keySet());
                expected.forEach((name, gradient) ->
                        assertThat(gradients.get(name)).as(name).containsExactly(gradient, within(1e-4f)));
            }
        }
    }

    private static SupervisedLoss loss(TinyRun run, long chunkRows) {
        return new SupervisedLoss(run.model(), false, new ChunkedCrossEntropy(run.model(), chunkRows));
    }

    /** The plain way: all scores at once, one backward pass. */
    private static double wholeLoss(TinyRun run, Batch rows) {
        SupervisedBatch batch = SupervisedBatch.of(rows.rowsOf(TokenRow.class));
        try (Scope scope = Scope.open()) {
            Tensor hidden_NC = run.model()
                    .pass(Tensor.ofIds(batch.ids()), batch.sequences())
                    .run();
            Tensor logits_PV = run.model().logits(hidden_NC).indexSelect(0, Tensor.ofIds(batch.positions()));
            Tensor loss = Functions.crossEntropySum(logits_PV, Tensor.ofIds(batch.labels()));
            loss.mul(0.25).backward();
            return loss.item();
        }
    }

    @Test
    void aRowOfWeightTwoIsTheRowTwice() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1)) {
            List<Example> rows = TinyRun.batch(TinyRun.rows(3, 5)).rows();
            Batch twice = new Batch(List.of(rows.get(0), rows.get(1), rows.get(1), rows.get(2)));
            double expectedLoss = wholeLoss(run, twice);
            Map<String, float[]> expected = run.gradients();
            Batch weighted = new Batch(List.of(rows.get(0), weighted(rows.get(1), 2), rows.get(2)));
            assertThat(weighted.weight()).isEqualTo(twice.weight());
            assertThat(weighted.supervised()).isEqualTo(33);
            for (long chunk : new long[] {5, 1000}) {
                run.clearGradients();
                SupervisedLoss loss = loss(run, chunk);
                assertThat(loss.backward(weighted, 0.25, LayerwisePass.BlockListener.NONE))
                        .isCloseTo(expectedLoss, within(1e-4));
                Map<String, float[]> gradients = run.gradients();
                expected.forEach((name, gradient) ->
                        assertThat(gradients.get(name)).as(name).containsExactly(gradient, within(1e-4f)));
                ValidationScore score = loss.score(weighted);
                assertThat(score.loss()).isCloseTo(expectedLoss / 44, within(1e-5));
                assertThat(score.supervisedTokens()).isEqualTo(33);
            }
        }
    }

    private static TokenRow weighted(Example example, float weight) {
        TokenRow row = (TokenRow) example;
        float[] weights = new float[row.length()];
        Arrays.fill(weights, weight);
        return new TokenRow(row.origin(), row.inputIds(), row.labels(), weights, row.full());
    }

    @Test
    void theLossOfEachPositionAddsUpToTheWhole() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1);
                Scope scope = Scope.open()) {
            Batch rows = TinyRun.batch(TinyRun.rows(6, 5));
            SupervisedBatch batch = SupervisedBatch.of(rows.rowsOf(TokenRow.class));
            Tensor hidden_PC = run.model()
                    .pass(Tensor.ofIds(batch.ids()), batch.sequences())
                    .run()
                    .indexSelect(0, Tensor.ofIds(batch.positions()));
            float[] each = new ChunkedCrossEntropy(run.model(), 7).each(hidden_PC, batch.targets());
            double sum = 0;
            for (float nats : each) {
                sum += nats;
            }
            assertThat(each).hasSize(66);
            assertThat(sum).isCloseTo(wholeLoss(run, rows), within(1e-3));
        }
    }

    @Test
    void scoresCountTokensAndHits() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1)) {
            Batch batch = TinyRun.batch(TinyRun.rows(6, 5));
            ValidationScore score = loss(run, 7).score(batch);
            assertThat(score.supervisedTokens()).isEqualTo(66);
            assertThat(score.negativeLogLikelihood()).isCloseTo(wholeLoss(run, batch), within(1e-3));
            assertThat(score.loss())
                    .as("a random model knows nothing of 256 tokens")
                    .isCloseTo(Math.log(256), within(0.5));
            assertThat(score.metric("perplexity")).isCloseTo(Math.exp(score.loss()), within(1e-9));
            assertThat(score.metric("token_accuracy")).isBetween(0.0, 0.2);
        }
    }
}
