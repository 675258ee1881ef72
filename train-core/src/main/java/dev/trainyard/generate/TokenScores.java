package dev.trainyard.generate;

import java.util.List;

/**
 * What the model thought of a generated token, and of the likeliest ones in its place: logarithms of probabilities before
 * any temperature, limit, penalty or bias.
 *
 * @param text what the chosen token adds to the text; empty for a part of a character, whose last part adds the whole, and
 *     for a token that ends the text
 * @param likeliest as many as were asked for, the likeliest first
 */
public record TokenScores(Score chosen, String text, List<Score> likeliest) {
    public TokenScores {
        likeliest = List.copyOf(likeliest);
    }

    /** A token with the natural logarithm of its probability. */
    public record Score(int id, double logProbability) {}

    /** Of the first token of a prompt, of which a model thinks nothing: its log-probability is not a number. */
    static TokenScores unknown(int id, String text) {
        return new TokenScores(new Score(id, Double.NaN), text, List.of());
    }

    /** The scores of a choice among logits. */
    static TokenScores of(float[] logits, int chosen, String text, int most) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            greatest = Math.max(greatest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - greatest);
        }
        double total = greatest + Math.log(sum);
        return new TokenScores(
                new Score(chosen, logits[chosen] - total),
                text,
                Sampler.likeliest(logits, most).stream()
                        .map(id -> new Score(id, logits[id] - total))
                        .toList());
    }
}
