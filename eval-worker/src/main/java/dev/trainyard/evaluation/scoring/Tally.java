package dev.trainyard.evaluation.scoring;

import dev.trainyard.generate.Generation;
import dev.trainyard.train.ValidationScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums over rows and answers, and the metrics that follow from them. */
final class Tally {
    private static final int SAMPLES = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Scored.Sample> samples = new ArrayList<>();
    private final List<Double> latencies = new ArrayList<>();
    private ValidationScore likelihood = ValidationScore.EMPTY;
    private long rows;
    private long skippedRows;
    private long exact;
    private long generatedTokens;

    void row(ValidationScore score) {
        rows++;
        likelihood = likelihood.plus(score);
    }

    void skippedRow() {
        skippedRows++;
    }

    void answer(Scored.Sample sample, Generation generation, long nanos) {
        latencies.add(nanos / NANOS_PER_MILLI);
        generatedTokens += generation.completionTokens();
        exact += sample.correct() ? 1 : 0;
        if (samples.size() < SAMPLES) {
            samples.add(sample);
        }
    }

    long rows() {
        return rows;
    }

    Scored result() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", likelihood.loss());
        metrics.put("perplexity", Math.exp(likelihood.loss()));
        metrics.put("token_accuracy", (double) likelihood.correctTokens() / likelihood.supervisedTokens());
        Map<String, Double> inferenceTime = new LinkedHashMap<>();
        if (!latencies.isEmpty()) {
            double millis = latencies.stream().mapToDouble(Double::doubleValue).sum();
            metrics.put("exact_match", (double) exact / latencies.size());
            metrics.put("latency_ms", millis / latencies.size());
            metrics.put("tokens_per_second", generatedTokens / (millis / 1000));
            inferenceTime.put("mean_ms", millis / latencies.size());
            inferenceTime.put("p50_ms", quantile(0.5));
            inferenceTime.put("p95_ms", quantile(0.95));
        }
        Map<String, Double> memory = new LinkedHashMap<>();
        ResidentMemory.peakBytes().ifPresent(bytes -> memory.put("peak_resident_bytes", (double) bytes));
        return new Scored(
                rows, skippedRows, metrics, inferenceTime, memory, Definitions.ALL, samples, List.of(), List.of());
    }

    /** The least latency that so large a share of the answers did not exceed. */
    private double quantile(double share) {
        List<Double> sorted = latencies.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
