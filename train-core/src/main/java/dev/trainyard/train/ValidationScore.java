package dev.trainyard.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over scored rows, from which the validation metrics follow.
 *
 * @param negativeLogLikelihood weighted sum of the supervised tokens' cross-entropy, in nats
 * @param weight what the supervised tokens weigh together; their number where none has a weight of its own
 * @param supervisedTokens tokens that count
 * @param correctTokens supervised tokens that had the highest logit
 */
public record ValidationScore(double negativeLogLikelihood, double weight, long supervisedTokens, long correctTokens) {
    /** The names {@link #metrics()} knows. */
    public static final List<String> METRICS = List.of("validation_loss", "perplexity", "token_accuracy");

    /** Nothing scored yet. */
    public static final ValidationScore EMPTY = new ValidationScore(0, 0, 0, 0);

    /** The score of both sets of rows together. */
    public ValidationScore plus(ValidationScore other) {
        return new ValidationScore(
                negativeLogLikelihood + other.negativeLogLikelihood,
                weight + other.weight,
                supervisedTokens + other.supervisedTokens,
                correctTokens + other.correctTokens);
    }

    /** Weighted mean of the cross-entropy over the supervised tokens, in nats. */
    public double loss() {
        return negativeLogLikelihood / weight;
    }

    /** {@code validation_loss}, {@code perplexity} (e to the loss) and {@code token_accuracy} (0 to 1), in this order. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("validation_loss", loss());
        metrics.put("perplexity", Math.exp(loss()));
        metrics.put("token_accuracy", (double) correctTokens / supervisedTokens);
        return metrics;
    }

    /** The metric called {@code name}, one of {@link #METRICS}. */
    public double metric(String name) {
        Double value = metrics().get(name);
        if (value == null) {
            throw new IllegalArgumentException("validation metric \"" + name + "\" is none of " + METRICS);
        }
        return value;
    }
}
