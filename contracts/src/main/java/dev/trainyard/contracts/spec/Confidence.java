package dev.trainyard.contracts.spec;

import java.util.List;

/**
 * How the confidence intervals of metrics are found.
 *
 * @param level such as 0.95; a difference of two models is taken for real below one less this probability
 * @param resamples how often the rows are drawn again, and swapped between two models
 * @param seed equal seeds give equal intervals
 */
public record Confidence(double level, int resamples, long seed, Method method) {
    /** What holds where a spec says nothing. */
    public static final Confidence USUAL = new Confidence(0.95, 1000, 42, Method.BCA);

    /** How an interval is read from the drawn values. */
    public enum Method {
        /** Corrected for bias and for spread that changes with the value. */
        BCA,
        /** Between two quantiles of the drawn values. */
        PERCENTILE
    }

    static Confidence read(Section section) {
        Confidence read = new Confidence(
                section.number("level", Bounds.between(0.5, 0.9999), USUAL.level),
                section.integer("resamples", Bounds.between(100, 100_000), USUAL.resamples),
                section.wholeNumber("seed", Bounds.between(0, Integer.MAX_VALUE), USUAL.seed),
                section.choice("method", USUAL.method, List.of()));
        section.end();
        return read;
    }
}
