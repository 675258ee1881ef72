package dev.trainyard.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The score of a language model.
 *
 * @param negativeLogLikelihood weighted sum of the supervised tokens' cross-entropy, in nats
 * @param weight what the supervised tokens weigh together; their number where none has a weight of its own
 * @param supervisedTokens tokens that count
 * @param correctTokens supervised tokens that had the highest logit
 */
public record ValidationScore(double negativeLogLikelihood, double weight, long supervisedTokens, long correctTokens)
        implements Score {
    /** The names {@link #metrics()} knows. */
    public static final List<String> METRICS = List.of("validation_loss", "perplexity", "token_accuracy");

    /** Nothing scored yet. */
    public static final ValidationScore EMPTY = new ValidationScore(0, 0, 0, 0);

    @Override
    public ValidationScore plus(Score other) {
        if (other instanceof ValidationScore score) {
            return new ValidationScore(
                    negativeLogLikelihood + score.negativeLogLikelihood,
                    weight + score.weight,
                    supervisedTokens + score.supervisedTokens,
                    correctTokens + score.correctTokens);
        }
        throw new IllegalArgumentException("scores of different tasks have no sum");
    }

    @Override
    public double[] sums() {
        return new double[] {negativeLogLikelihood, weight, supervisedTokens, correctTokens};
    }

    @Override
    public ValidationScore withSums(double... sums) {
        return new ValidationScore(sums[0], sums[1], (long) sums[2], (long) sums[3]);
    }

    /** Weighted mean of the cross-entropy over the supervised tokens, in nats. */
    @Override
    public double loss() {
        return negativeLogLikelihood / weight;
    }

    /** {@code validation_loss}, {@code perplexity} (e to the loss) and {@code token_accuracy} (0 to 1), in this order. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("validation_loss", loss());
        metrics.put("perplexity", Math.exp(loss()));
        metrics.put("token_accuracy", (double) correctTokens / supervisedTokens);
        return metrics;
    }
}
