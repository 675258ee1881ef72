package dev.trainyard.evaluation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class GateTest {
    private static final Map<String, Double> MEASURED =
            Map.of("perplexity", 4.5, "exact_match", 0.75, "validation_loss", 1.5);

    @Test
    void passesWithoutThresholds() {
        assertThat(Gate.check(MEASURED, Map.of()).passed()).isTrue();
    }

    @Test
    void wantsAtLeastTheThresholdOfAnAccuracy() {
        assertThat(Gate.check(MEASURED, Map.of("exact_match", 0.75)).passed()).isTrue();

        GateResult failed = Gate.check(MEASURED, Map.of("exact_match", 0.9));

        assertThat(failed.passed()).isFalse();
        assertThat(failed.messages())
                .containsExactly("exact_match is 0.7500, too low by 0.1500: expected at least 0.9000");
    }

    @Test
    void wantsAtMostTheThresholdOfPerplexityAndLosses() {
        assertThat(Gate.check(MEASURED, Map.of("perplexity", 4.5, "validation_loss", 2.0))
                        .passed())
                .isTrue();

        GateResult failed = Gate.check(MEASURED, Map.of("perplexity", 4.0, "validation_loss", 1.0));

        assertThat(failed.messages())
                .containsExactly(
                        "perplexity is 4.500, too high by 0.5000: expected at most 4.000",
                        "validation_loss is 1.500, too high by 0.5000: expected at most 1.000");
    }

    @Test
    void doesNotLetAThresholdPassThatWasNotMeasured() {
        GateResult failed = Gate.check(MEASURED, Map.of("bleu", 0.1));

        assertThat(failed.passed()).isFalse();
        assertThat(failed.messages()).singleElement().asString().contains("bleu was not measured", "exact_match");
    }

    @Test
    void doesNotLetAMetricPassThatIsNotANumber() {
        assertThat(Gate.check(Map.of("perplexity", Double.NaN), Map.of("perplexity", 10.0))
                        .passed())
                .isFalse();
    }
}
