package dev.trainyard.evaluation.statistics;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * Approximate randomisation: if the models were alike, each row's results could be swapped between them; how often is
 * the difference then at least as great? Works for any number that is made of sums, such as BLEU or F1. Source: Noreen,
 * Computer-Intensive Methods for Testing Hypotheses (1989); as {@code scipy.stats.permutation_test} of samples.
 *
 * @param shuffles how many swaps are tried; where all there are are not more, each is tried once, which is exact
 */
public record Randomization(int shuffles, long seed) {
    private static final int MOST_EXACT_ROWS = 20;
    /** Sums in another order differ in their last digits. */
    private static final double ROUNDING = 1e-12;

    /** The two-sided probability of so great a difference between models that are alike. */
    public double probability(Measure own, Measure other) {
        Difference pair = new Difference(own, other);
        double found = Math.abs(pair.value());
        int rows = pair.rows();
        if (rows <= MOST_EXACT_ROWS && (1 << rows) <= shuffles) {
            long asGreat = 0;
            for (int swapped = 0; swapped < 1 << rows; swapped++) {
                int bits = swapped;
                asGreat += isAsGreat(pair, row -> (bits >> row & 1) == 1, found) ? 1 : 0;
            }
            return (double) asGreat / (1 << rows);
        }
        SplittableRandom random = new SplittableRandom(seed);
        long asGreat = 1;
        for (int i = 0; i < shuffles; i++) {
            asGreat += isAsGreat(pair, row -> random.nextBoolean(), found) ? 1 : 0;
        }
        return asGreat / (shuffles + 1.0);
    }

    private static boolean isAsGreat(Difference pair, IntPredicate swapped, double found) {
        double[] sums = new double[pair.width()];
        for (int row = 0; row < pair.rows(); row++) {
            if (swapped.test(row)) {
                pair.addSwapped(row, sums);
            } else {
                pair.add(row, 1, sums, 0);
            }
        }
        double value = Math.abs(pair.value(sums, 0));
        return Double.isNaN(value) || value >= found - ROUNDING * Math.max(1, found);
    }
}
