package dev.trainyard.evaluation.app;

import dev.trainyard.evaluation.statistics.PairedTest;
import java.util.List;

/**
 * A paired test of two versions on the same rows.
 *
 * @param with {@code name/number} of the other version
 * @param results by metric
 */
record Comparison(String with, List<PairedTest.Result> results) {}
