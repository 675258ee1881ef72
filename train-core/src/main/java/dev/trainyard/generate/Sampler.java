package dev.trainyard.generate;

import dev.trainyard.generate.SamplingConfig.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Chooses the next token from logits: bias and penalties, temperature, then top-k, then top-p, then a draw, as Hugging
 * Face's {@code generate} orders them. Seeded and independent of the tensor library, so a text can be repeated anywhere.
 *
 * <p>Not thread-safe: a sampler belongs to one generation.
 */
final class Sampler {
    private final SamplingConfig config;
    private final Random random;
    private final Map<Integer, Integer> times = new HashMap<>();

    Sampler(SamplingConfig config) {
        this.config = config;
        this.random = new Random(config.seed());
    }

    /** The index of the chosen logit; the logits are changed by bias and penalties, if there are any. */
    int next(float[] logits) {
        weigh(logits);
        int chosen = choose(logits);
        if (config.weights().penalize()) {
            times.merge(chosen, 1, Integer::sum);
        }
        return chosen;
    }

    private void weigh(float[] logits) {
        Weights weights = config.weights();
        weights.bias().forEach((id, bias) -> logits[id] += (float) (double) bias);
        times.forEach(
                (id, count) -> logits[id] -= (float) (count * weights.frequencyPenalty() + weights.presencePenalty()));
    }

    private int choose(float[] logits) {
        if (config.temperature() == 0) {
            return likeliest(logits);
        }
        int[] candidates = candidates(logits);
        double[] weights = weights(logits, candidates);
        int kept = config.topP() < 1 ? nucleus(weights) : weights.length;
        return candidates[draw(weights, kept)];
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Tokens that may be drawn: likeliest first where a later limit needs the order, else in the order of their ids. */
    private int[] candidates(float[] logits) {
        if (config.topK() == 0 && config.topP() == 1) {
            int[] all = new int[logits.length];
            Arrays.setAll(all, i -> i);
            return all;
        }
        return best(logits, config.topK() == 0 ? logits.length : config.topK());
    }

    /** The likeliest so many tokens, the likeliest first. */
    static List<Integer> likeliest(float[] logits, int most) {
        return most == 0 ? List.of() : Arrays.stream(best(logits, most)).boxed().toList();
    }

    private static int[] best(float[] logits, int most) {
        long[] keys = new long[logits.length];
        Arrays.setAll(keys, i -> descending(logits[i], i));
        Arrays.sort(keys);
        int[] best = new int[Math.min(most, keys.length)];
        Arrays.setAll(best, i -> (int) keys[i]);
        return best;
    }

    /** A number that sorts by falling logit, then by rising index, and holds the index in its lower half. */
    private static long descending(float logit, int index) {
        int bits = Float.floatToIntBits(logit);
        int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) ~ascending << 32 | index;
    }

    /** Probabilities up to a common factor. */
    private double[] weights(float[] logits, int[] candidates) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int candidate : candidates) {
            greatest = Math.max(greatest, logits[candidate]);
        }
        double[] weights = new double[candidates.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp((logits[candidates[i]] - greatest) / config.temperature());
        }
        return weights;
    }

    /** How many of the falling {@code weights} it takes to reach the share {@code top_p}. */
    private int nucleus(double[] weights) {
        double needed = config.topP() * Arrays.stream(weights).sum();
        double reached = 0;
        int count = 0;
        while (count < weights.length && reached < needed) {
            reached += weights[count++];
        }
        return Math.max(1, count);
    }

    private int draw(double[] weights, int kept) {
        double total = 0;
        for (int i = 0; i < kept; i++) {
            total += weights[i];
        }
        double left = random.nextDouble() * total;
        for (int i = 0; i < kept - 1; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return kept - 1;
    }
}
