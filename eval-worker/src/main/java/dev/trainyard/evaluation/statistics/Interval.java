package dev.trainyard.evaluation.statistics;

/**
 * A confidence interval.
 *
 * @param level such as 0.95
 * @param method {@code percentile} or {@code bca}; the latter falls back to the former where all rows say the same
 * @param resamples drawn sets of rows
 * @param standardError spread of the drawn values
 */
public record Interval(double low, double high, double level, String method, int resamples, double standardError) {}
