package dev.trainyard.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    /** Softmax: about 0.031, 0.636, 0.234, 0.086, 0.012. */
    private static final float[] LOGITS = {-1, 2, 1, 0, -2};

    private static final int DRAWS = 20_000;

    @Test
    void temperatureZeroTakesTheLikeliest() {
        assertThat(shares(config(0, 0, 1))).containsExactly(0, 1, 0, 0, 0);
    }

    @Test
    void drawsFollowTheSoftmaxOfTheLogits() {
        assertThat(shares(config(1, 0, 1))).containsExactly(softmax(1, 5), within(0.015));
    }

    @Test
    void temperatureSharpensOrFlattens() {
        assertThat(shares(config(0.5, 0, 1))).containsExactly(softmax(0.5, 5), within(0.015));
        assertThat(shares(config(3, 0, 1))).containsExactly(softmax(3, 5), within(0.015));
    }

    @Test
    void topKDrawsFromTheSoManyLikeliest() {
        double[] shares = shares(config(1, 2, 1));
        assertThat(shares[1]).isCloseTo(Math.E / (1 + Math.E), within(0.015));
        assertThat(shares[1] + shares[2]).isEqualTo(1, within(1e-9));
        assertThat(shares(config(1, 1, 1))[1]).isEqualTo(1);
        assertThat(shares(config(1, 50, 1))).containsExactly(softmax(1, 5), within(0.015));
    }

    @Test
    void topPDrawsFromTheSmallestSetThatReachesIt() {
        assertThat(shares(config(1, 0, 0.6))[1]).as("0.636 alone reaches 0.6").isEqualTo(1);
        double[] two = shares(config(1, 0, 0.65));
        assertThat(two[1] + two[2]).isEqualTo(1, within(1e-9));
        assertThat(two[2]).isPositive();
        assertThat(shares(config(1, 0, 1e-9))[1]).as("at least one token stays").isEqualTo(1);
    }

    @Test
    void topPCountsWithinWhatTopKLeft() {
        assertThat(shares(config(1, 2, 0.73))[1])
                .as("0.731 of the two that top-k left")
                .isEqualTo(1);
    }

    @Test
    void theSameSeedRepeatsTheDraws() {
        Sampler one = new Sampler(config(1, 0, 1));
        Sampler two = new Sampler(config(1, 0, 1));
        Sampler other = new Sampler(new SamplingConfig(1, 1, 0, 1, 8, List.of()));
        boolean differs = false;
        for (int i = 0; i < 50; i++) {
            int token = one.next(LOGITS);
            assertThat(two.next(LOGITS)).isEqualTo(token);
            differs |= other.next(LOGITS) != token;
        }
        assertThat(differs).isTrue();
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> config(-1, 0, 1)).hasMessageContaining("temperature is -1.0");
        assertThatThrownBy(() -> config(1, -1, 1)).hasMessageContaining("top_k is -1");
        assertThatThrownBy(() -> config(1, 0, 0)).hasMessageContaining("top_p is 0.0");
        assertThatThrownBy(() -> SamplingConfig.greedy(-1)).hasMessageContaining("max_new_tokens is -1");
        assertThatThrownBy(() -> new SamplingConfig(1, 1, 0, 1, 0, List.of(""))).hasMessageContaining("stop is []");
    }

    private static SamplingConfig config(double temperature, int topK, double topP) {
        return new SamplingConfig(1, temperature, topK, topP, 7, List.of());
    }

    private static double[] shares(SamplingConfig config) {
        Sampler sampler = new Sampler(config);
        double[] shares = new double[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            shares[sampler.next(LOGITS)] += 1.0 / DRAWS;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.round(shares[i] * DRAWS) / (double) DRAWS;
        }
        return shares;
    }

    private static double[] softmax(double temperature, int count) {
        double[] shares = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = Math.exp(LOGITS[i] / temperature);
            sum += shares[i];
        }
        for (int i = 0; i < count; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    @Test
    void penaltiesAndBiasMoveTheChoice() {
        float[] logits = {1, 2, 3};
        Sampler sampler = new Sampler(greedyWith(new SamplingConfig.Weights(0.8, 0.4, Map.of(0, 0.5))));
        // 3; then 2 beats 3 - 0.8 - 0.4; then 3 - 1.2 beats 2 - 1.2 and 1.5; then 1.5 beats 3 - 2·0.8 - 0.4 and 0.8.
        assertThat(IntStream.range(0, 4).map(i -> sampler.next(logits.clone()))).containsExactly(2, 1, 2, 0);
    }

    @Test
    void scoresAreThoseOfTheModel() {
        TokenScores scores = TokenScores.of(new float[] {0, (float) Math.log(3), (float) Math.log(4)}, 0, "a", 2);
        assertThat(Math.exp(scores.chosen().logProbability())).isCloseTo(1 / 8.0, within(1e-7));
        assertThat(scores.likeliest()).extracting(TokenScores.Score::id).containsExactly(2, 1);
        assertThat(Math.exp(scores.likeliest().get(0).logProbability())).isCloseTo(0.5, within(1e-7));
    }

    private static SamplingConfig greedyWith(SamplingConfig.Weights weights) {
        return new SamplingConfig(9, 0, 0, 1, 0, List.of(), weights, OptionalInt.empty());
    }
}
