package dev.trainyard.evaluation.statistics;

/** The standard normal distribution, to about 1e-14. */
final class Normal {
    private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final double FAR = 8.3;

    private Normal() {}

    /** Probability of a value up to {@code x}. Source: Marsaglia, Evaluating the Normal Distribution (2004). */
    static double cumulative(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (Math.abs(x) > FAR) {
            return x < 0 ? 0 : 1;
        }
        double sum = x;
        double term = x;
        for (int i = 3; i == 3 || sum + term != sum; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * density(x);
    }

    /** The value that is not exceeded with probability {@code p}; infinite for 0 and 1. */
    static double quantile(double p) {
        if (Double.isNaN(p) || p <= 0 || p >= 1) {
            return Double.isNaN(p) ? p : p <= 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double low = -FAR;
        double high = FAR;
        while (high - low > 1e-3) {
            double middle = (low + high) / 2;
            if (cumulative(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double x = (low + high) / 2;
        for (int i = 0; i < 4; i++) {
            double off = (cumulative(x) - p) / density(x);
            x -= off / (1 + x * off / 2); // Halley's step
        }
        return x;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / ROOT_OF_TWO_PI;
    }
}
