package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.contracts.spec.Metric;
import dev.trainyard.contracts.spec.PromotionSpec;
import dev.trainyard.contracts.spec.PromotionSpec.Require;
import dev.trainyard.evaluation.domain.Outcome.Comparison;
import dev.trainyard.evaluation.domain.Outcome.Difference;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether an alias moves to a version.
 *
 * @param version that was scored
 * @param incumbent the version it is to be better than; empty where there is none
 */
public record PromotionRule(PromotionSpec spec, ModelVersion version, Optional<ModelVersion> incumbent) {
    /** What the spec means by {@code better_than}: {@code @ALIAS} is one of the same model. */
    public static Optional<String> incumbentOf(PromotionSpec spec, String name) {
        return spec.betterThan().map(reference -> reference.startsWith("@") ? name + reference : reference);
    }

    /**
     * Whether the alias moves, and why.
     *
     * @param comparisons of the version, that with the incumbent among them
     */
    public Promotion decide(GateResult gate, List<Comparison> comparisons) {
        if (!gate.passed()) {
            return not("a threshold does not hold: " + String.join("; ", gate.messages()));
        }
        if (spec.betterThan().isEmpty()) {
            return yes("every threshold holds");
        }
        if (incumbent.isEmpty()) {
            return yes("there is no " + reference() + " yet to be better than");
        }
        if (incumbent.get().id().equals(version.id())) {
            return not(reference() + " is this version already");
        }
        String metric = spec.metric().orElseThrow();
        return comparisons.stream()
                .filter(comparison -> comparison.with().equals(incumbent.get().reference()))
                .findFirst()
                .flatMap(comparison -> comparison.of(metric))
                .map(this::decide)
                .orElseGet(() -> not(metric + " could not be compared with "
                        + incumbent.get().reference()
                        + ": they share no rows that have it, or cut text into other tokens"));
    }

    private Promotion decide(Difference found) {
        boolean real = found.p() < spec.significance();
        boolean lower = Metric.named(found.metric()).map(Metric::lowerIsBetter).orElse(false);
        boolean better = lower ? found.difference() < 0 : found.difference() > 0;
        String words = String.format(
                Locale.ROOT,
                "%s is %.4g, %s has %.4g: %s, p = %.3g",
                found.metric(),
                found.value(),
                incumbent.orElseThrow().reference(),
                found.other(),
                real ? (better ? "really better" : "really worse") : "no difference that chance does not explain",
                found.p());
        boolean enough = spec.require() == Require.GAIN ? real && better : !real || better;
        return enough ? yes(words) : not(words + (spec.require() == Require.GAIN ? ", but a gain is required" : ""));
    }

    private String reference() {
        return incumbentOf(spec, version.name()).orElseThrow();
    }

    /** Where the incumbent stands under the alias that moves, nobody may have moved it meanwhile. */
    private Promotion yes(String why) {
        boolean own = spec.betterThan().isPresent()
                && (reference().equals(version.name() + "@" + spec.alias())
                        || reference().equals("models:/" + version.name() + "@" + spec.alias()));
        Optional<Integer> expected =
                own ? Optional.of(incumbent.map(ModelVersion::number).orElse(0)) : Optional.empty();
        return new Promotion(spec.alias(), true, expected, "to be promoted to " + spec.alias() + ": " + why);
    }

    private Promotion not(String why) {
        return new Promotion(spec.alias(), false, Optional.empty(), "not promoted to " + spec.alias() + ": " + why);
    }
}
