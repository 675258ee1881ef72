package dev.trainyard.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The score of a model on pairs of answers. A reward is beta times how much more likely an answer became since the
 * start of the training, in nats.
 *
 * @param lossSum weighted sum over the pairs
 * @param weight what the pairs weigh together; their number where none has a weight of its own
 * @param pairs their number
 * @param chosenReward summed rewards of the preferred answers
 * @param rejectedReward summed rewards of the others
 * @param accurate pairs whose preferred answer has the higher reward
 */
public record PreferenceScore(
        double lossSum, double weight, long pairs, double chosenReward, double rejectedReward, long accurate)
        implements Score {
    /** The names {@link #metrics()} knows, those of TRL. */
    public static final List<String> METRICS =
            List.of("validation_loss", "rewards/chosen", "rewards/rejected", "rewards/accuracies", "rewards/margins");

    /** Those that may decide when training stops. */
    public static final List<String> WATCHED = List.of("validation_loss", "rewards/accuracies", "rewards/margins");

    /** Nothing scored yet. */
    public static final PreferenceScore EMPTY = new PreferenceScore(0, 0, 0, 0, 0, 0);

    @Override
    public PreferenceScore plus(Score other) {
        if (other instanceof PreferenceScore score) {
            return new PreferenceScore(
                    lossSum + score.lossSum,
                    weight + score.weight,
                    pairs + score.pairs,
                    chosenReward + score.chosenReward,
                    rejectedReward + score.rejectedReward,
                    accurate + score.accurate);
        }
        throw new IllegalArgumentException("scores of different tasks have no sum");
    }

    @Override
    public double[] sums() {
        return new double[] {lossSum, weight, pairs, chosenReward, rejectedReward, accurate};
    }

    @Override
    public PreferenceScore withSums(double... sums) {
        return new PreferenceScore(sums[0], sums[1], (long) sums[2], sums[3], sums[4], (long) sums[5]);
    }

    @Override
    public double loss() {
        return lossSum / weight;
    }

    /** {@link #METRICS}, each a mean over the pairs. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("validation_loss", loss());
        metrics.putAll(rewards());
        return metrics;
    }

    /** The same without the loss. */
    Map<String, Double> rewards() {
        Map<String, Double> rewards = new LinkedHashMap<>();
        rewards.put("rewards/chosen", chosenReward / pairs);
        rewards.put("rewards/rejected", rejectedReward / pairs);
        rewards.put("rewards/accuracies", (double) accurate / pairs);
        rewards.put("rewards/margins", (chosenReward - rejectedReward) / pairs);
        return rewards;
    }
}
