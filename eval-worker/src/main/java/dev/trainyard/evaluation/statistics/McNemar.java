package dev.trainyard.evaluation.statistics;

/** McNemar's exact test: of the rows that one model alone has right, how likely is a split so uneven by chance? */
final class McNemar {
    private McNemar() {}

    /**
     * The two-sided probability of the binomial distribution with one half.
     *
     * @param first rows that the first model alone has right
     * @param second rows that the second alone has right
     */
    static double probability(int first, int second) {
        int trials = first + second;
        int fewer = Math.min(first, second);
        double logarithm = -trials * Math.log(2);
        double sum = 0;
        for (int k = 0; k <= fewer; k++) {
            sum += Math.exp(logarithm);
            logarithm += Math.log((double) (trials - k) / (k + 1));
        }
        return Math.min(1, 2 * sum);
    }
}
