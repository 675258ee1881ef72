package dev.trainyard.export.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much an export may differ from its source.
 *
 * @param difference of a score, as a part of the source's greatest score; null for no limit
 * @param divergence mean, in nats
 * @param perplexityChange as a part of the source's perplexity
 * @param accuracyLoss 0 to 1
 * @param reason why these, for people
 */
public record ParityLimits(
        @Nullable Double difference, double divergence, double perplexityChange, double accuracyLoss, String reason) {

    /** These limits with another mean divergence. */
    public ParityLimits withDivergence(double limit) {
        return new ParityLimits(difference, limit, perplexityChange, accuracyLoss, reason);
    }

    /** These limits with another change of the perplexity. */
    public ParityLimits withPerplexityChange(double limit) {
        return new ParityLimits(difference, divergence, limit, accuracyLoss, reason);
    }

    /** What is beyond its limit, a sentence each; none if the export may be used. */
    public List<String> exceeded(Parity parity) {
        List<String> exceeded = new ArrayList<>();
        if (difference != null) {
            check(
                    "the greatest difference of a score, as a part of the greatest score,",
                    parity.greatestDifference() / Math.max(Double.MIN_NORMAL, parity.greatestScore()),
                    difference,
                    exceeded);
        }
        check("the mean Kullback-Leibler divergence", parity.meanDivergence(), divergence, exceeded);
        check("the growth of the perplexity", parity.perplexityChange(), perplexityChange, exceeded);
        // One answer more or less is no finding where there are few.
        double oneAnswer = 1.0 / Math.max(1, parity.judged());
        check("the loss of accuracy", parity.accuracyLoss(), Math.max(accuracyLoss, oneAnswer), exceeded);
        return exceeded;
    }

    private static void check(String what, double found, double limit, List<String> exceeded) {
        if (!(found <= limit)) {
            exceeded.add(String.format(Locale.ROOT, "%s is %.3g, at most %.3g is allowed", what, found, limit));
        }
    }
}
