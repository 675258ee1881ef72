package dev.trainyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.data.Batch;
import dev.trainyard.data.TokenRow;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
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
                assertThat(new SupervisedLoss(run.model(), false, rows)
                                .backward(batch, 0.25, LayerwisePass.BlockListener.NONE))
                        .isCloseTo(whole, within(1e-4));
                Map<String, float[]> gradients = run.gradients();
                assertThat(gradients.keySet()).isEqualTo(expected.keySet());
                expected.forEach((name, gradient) ->
                        assertThat(gradients.get(name)).as(name).containsExactly(gradient, within(1e-4f)));
            }
        }
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
    void scoresCountTokensAndHits() {
        try (TinyRun run = new TinyRun(folder, SETTINGS, 1)) {
            Batch batch = TinyRun.batch(TinyRun.rows(6, 5));
            ValidationScore score = new SupervisedLoss(run.model(), false, 7).score(batch);
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
