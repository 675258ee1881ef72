package dev.trainyard.evaluation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.PromotionSpec;
import dev.trainyard.contracts.spec.PromotionSpec.Require;
import dev.trainyard.evaluation.domain.Outcome.Comparison;
import dev.trainyard.evaluation.domain.Outcome.Difference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PromotionRuleTest {
    private static final GateResult PASSED = Gate.check(Map.of(), Map.of());
    private static final ModelVersion FIRST = version(1);
    private static final ModelVersion SECOND = version(2);

    @Test
    void aFailedGateSaysByHowMuch() {
        GateResult failed = Gate.check(Map.of("bleu", 20.0), Map.of("bleu", 30.0));
        Promotion promotion = alone().decide(failed, List.of());
        assertThat(promotion.promoted()).isFalse();
        assertThat(promotion.message())
                .isEqualTo("not promoted to champion: a threshold does not hold: bleu is 20.00, too low by 10.00:"
                        + " expected at least 30.00");
    }

    @Test
    void thresholdsAloneDecideWhereThereIsNothingToBeBetterThan() {
        Promotion promotion = alone().decide(PASSED, List.of());
        assertThat(promotion.promoted()).isTrue();
        assertThat(promotion.expected()).isEmpty();
        Promotion first =
                rule("@champion", "bleu", Require.GAIN, Optional.empty()).decide(PASSED, List.of());
        assertThat(first.promoted()).isTrue();
        assertThat(first.expected()).contains(0);
        assertThat(first.message()).contains("there is no m@champion yet");
    }

    @Test
    void aRegressionHoldsThePromotionBackAndChanceDoesNot() {
        PromotionRule rule = rule("m@champion", "bleu", Require.NO_REGRESSION, Optional.of(FIRST));
        assertThat(rule.decide(PASSED, compared("bleu", -5, 0.01)).promoted()).isFalse();
        assertThat(rule.decide(PASSED, compared("bleu", -5, 0.2)).promoted()).isTrue();
        assertThat(rule.decide(PASSED, compared("bleu", 5, 0.01)).promoted()).isTrue();
        assertThat(rule.decide(PASSED, compared("bleu", -5, 0.2)).expected()).contains(1);
    }

    @Test
    void aGainMustBeReal() {
        PromotionRule rule = rule("@champion", "bleu", Require.GAIN, Optional.of(FIRST));
        assertThat(rule.decide(PASSED, compared("bleu", 5, 0.01)).promoted()).isTrue();
        Promotion chance = rule.decide(PASSED, compared("bleu", 5, 0.2));
        assertThat(chance.promoted()).isFalse();
        assertThat(chance.message()).contains("p = 0.2", "a gain is required");
        assertThat(rule.decide(PASSED, compared("bleu", -5, 0.01)).promoted()).isFalse();
    }

    @Test
    void lessPerplexityIsAGain() {
        PromotionRule rule = rule("@champion", "perplexity", Require.GAIN, Optional.of(FIRST));
        assertThat(rule.decide(PASSED, compared("perplexity", -5, 0.01)).promoted())
                .isTrue();
        assertThat(rule.decide(PASSED, compared("perplexity", 5, 0.01)).promoted())
                .isFalse();
    }

    @Test
    void whatCannotBeComparedIsNotPromoted() {
        PromotionRule rule = rule("@champion", "perplexity", Require.NO_REGRESSION, Optional.of(FIRST));
        Promotion promotion = rule.decide(PASSED, compared("bleu", 5, 0.01));
        assertThat(promotion.promoted()).isFalse();
        assertThat(promotion.message()).contains("perplexity could not be compared with m/1");
        PromotionRule same = rule("@champion", "bleu", Require.NO_REGRESSION, Optional.of(SECOND));
        assertThat(same.decide(PASSED, List.of()).message()).contains("is this version already");
    }

    private static PromotionRule alone() {
        return new PromotionRule(
                new PromotionSpec("champion", Optional.empty(), Optional.empty(), 0.05, Require.NO_REGRESSION),
                SECOND,
                Optional.empty());
    }

    private static PromotionRule rule(
            String betterThan, String metric, Require require, Optional<ModelVersion> incumbent) {
        PromotionSpec spec = new PromotionSpec("champion", Optional.of(betterThan), Optional.of(metric), 0.05, require);
        return new PromotionRule(spec, SECOND, incumbent);
    }

    private static List<Comparison> compared(String metric, double difference, double p) {
        return List.of(new Comparison(
                "m/1",
                List.of(new Difference(
                        metric, 30 + difference, 30, difference, null, p, "test", 50, "not_distinguishable", ""))));
    }

    private static ModelVersion version(int number) {
        return new ModelVersion(
                VersionId.next(), "m", number, new ArtifactRef(URI.create("file:///m/" + number), "0".repeat(64), 1));
    }
}
