package dev.trainyard.evaluation.scoring;

import dev.trainyard.evaluation.statistics.Column;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.TextMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** What is told of the rows together: the metrics of their scores, some of their answers, times and memory. */
final class Tally {
    private static final int SAMPLES = 10;

    /** A sample with how good it is. */
    private record Graded(Scored.Sample sample, double quality, long order) {}

    private final RowScores scores;
    private final List<Scored.Sample> samples = new ArrayList<>();
    /** The best of the worst is at the head. */
    private final PriorityQueue<Graded> worst = new PriorityQueue<>(Comparator.comparingDouble(Graded::quality)
            .thenComparingLong(Graded::order)
            .reversed());

    private long answers;

    Tally(RowScores scores) {
        this.scores = scores;
    }

    /**
     * Takes an answer.
     *
     * @param quality 0 to 1; below 1 it may be among the worst
     */
    void answer(Scored.Sample sample, double quality) {
        answers++;
        if (samples.size() < SAMPLES) {
            samples.add(sample);
        }
        if (quality < 1) {
            worst.add(new Graded(sample, quality, answers));
        }
        if (worst.size() > SAMPLES) {
            worst.remove();
        }
    }

    /** @param definitions how metrics are computed, where that differs from what is said usually */
    Scored result(
            long rows,
            long skipped,
            Map<String, String> definitions,
            List<Scored.ClassScore> classes,
            List<List<Long>> confusionMatrix) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<String, Long> metricRows = new LinkedHashMap<>();
        Map<String, String> described = new LinkedHashMap<>();
        for (RowScores.Entry metric : scores.metrics()) {
            metrics.put(metric.name(), metric.measure().value());
            metricRows.put(metric.name(), (long) metric.measure().rows());
            described.put(metric.name(), metric.definition());
        }
        described.put("inference_time", "of one whole answer, one at a time, milliseconds");
        described.put("memory_usage", "greatest resident memory of the scoring process, weights included");
        described.putAll(definitions);
        Map<String, Double> memory = new LinkedHashMap<>();
        ResidentMemory.peakBytes().ifPresent(bytes -> memory.put("peak_resident_bytes", (double) bytes));
        return new Scored(
                rows,
                skipped,
                metrics,
                metricRows,
                classes.isEmpty() ? NotApplicable.of(scores, rows) : Map.of(),
                times(),
                memory,
                described,
                samples,
                worst.stream()
                        .sorted(worst.comparator().reversed())
                        .map(Graded::sample)
                        .toList(),
                classes,
                confusionMatrix);
    }

    private Map<String, Double> times() {
        Map<String, Double> times = new LinkedHashMap<>();
        Optional<Column> answered = scores.column(TextMetrics.ANSWER);
        answered.ifPresent(column -> {
            double[] millis = new double[column.size()];
            double sum = 0;
            for (int i = 0; i < millis.length; i++) {
                millis[i] = column.entry(i, 0);
                sum += millis[i];
            }
            Arrays.sort(millis);
            times.put("mean_ms", sum / millis.length);
            times.put("p50_ms", quantile(millis, 0.5));
            times.put("p95_ms", quantile(millis, 0.95));
        });
        return times;
    }

    /** The least time that so large a share of the answers did not exceed. */
    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
