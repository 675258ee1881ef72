package dev.trainyard.evaluation.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Corpus BLEU with one reference, equal to sacreBLEU's default: 13a tokens, mixed case, exponential smoothing, no
 * effective order. Source: sacrebleu 2.6, {@code metrics/bleu.py}.
 */
public final class Bleu {
    /** How sacreBLEU writes down that it counted like this. */
    public static final String SIGNATURE = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0";

    /** Entries of {@link #statistics}. */
    public static final int WIDTH = 10;

    private static final int ORDERS = 4;
    private static final int HYPOTHESIS_LENGTH = 0;
    private static final int REFERENCE_LENGTH = 1;
    private static final int CORRECT = 2;
    private static final int TOTAL = CORRECT + ORDERS;
    private static final double LOGARITHM_OF_ZERO = -9999999999.0;

    private Bleu() {}

    /** What a pair adds to the sums of a corpus: both lengths, then correct and all n-grams by order. */
    public static double[] statistics(String hypothesis, String reference) {
        List<String> said = Tokenizer13a.tokens(hypothesis);
        List<String> expected = Tokenizer13a.tokens(reference);
        double[] statistics = new double[WIDTH];
        statistics[HYPOTHESIS_LENGTH] = said.size();
        statistics[REFERENCE_LENGTH] = expected.size();
        for (int n = 1; n <= ORDERS; n++) {
            Map<List<String>, Integer> known = ngrams(expected, n);
            for (Map.Entry<List<String>, Integer> ngram : ngrams(said, n).entrySet()) {
                statistics[TOTAL + n - 1] += ngram.getValue();
                statistics[CORRECT + n - 1] += Math.min(ngram.getValue(), known.getOrDefault(ngram.getKey(), 0));
            }
        }
        return statistics;
    }

    /** The score of the summed statistics of a corpus, 0 to 100. */
    public static double score(double... sums) {
        double correct = 0;
        double logarithms = 0;
        double smoothing = 1;
        boolean counted = true;
        for (int n = 0; n < ORDERS; n++) {
            correct += sums[CORRECT + n];
            counted &= sums[TOTAL + n] > 0;
            if (counted && sums[CORRECT + n] == 0) {
                smoothing *= 2;
                logarithms += Math.log(100 / (smoothing * sums[TOTAL + n]));
            } else {
                logarithms += counted ? Math.log(100 * sums[CORRECT + n] / sums[TOTAL + n]) : LOGARITHM_OF_ZERO;
            }
        }
        return correct == 0 ? 0 : brevityPenalty(sums) * Math.exp(logarithms / ORDERS);
    }

    private static double brevityPenalty(double... sums) {
        double said = sums[HYPOTHESIS_LENGTH];
        double expected = sums[REFERENCE_LENGTH];
        return said < expected ? Math.exp(1 - expected / said) : 1;
    }

    private static Map<List<String>, Integer> ngrams(List<String> tokens, int n) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= tokens.size(); i++) {
            counts.merge(tokens.subList(i, i + n), 1, Integer::sum);
        }
        return counts;
    }
}
