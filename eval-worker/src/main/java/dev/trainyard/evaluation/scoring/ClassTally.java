package dev.trainyard.evaluation.scoring;

import dev.trainyard.model.Labels;
import dev.trainyard.train.ConfusionMatrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums over the rows of a classifier, and the metrics that follow from them. */
final class ClassTally {
    private static final int SAMPLES = 10;

    private final Labels labels;
    private final long[][] counts;
    private final List<Double> latencies = new ArrayList<>();
    private final List<Scored.Sample> samples = new ArrayList<>();
    private double negativeLogLikelihood;

    ClassTally(Labels labels) {
        this.labels = labels;
        this.counts = new long[labels.size()][labels.size()];
    }

    /** @param probability that the model gave the expected label */
    void row(int expected, int predicted, double probability, double millis, Scored.Sample sample) {
        counts[expected][predicted]++;
        negativeLogLikelihood -= Math.log(Math.max(probability, Float.MIN_NORMAL));
        latencies.add(millis);
        if (samples.size() < SAMPLES) {
            samples.add(sample);
        }
    }

    long rows() {
        return latencies.size();
    }

    Scored result() {
        ConfusionMatrix confusion = new ConfusionMatrix(counts);
        double millis = latencies.stream().mapToDouble(Double::doubleValue).sum();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("loss", negativeLogLikelihood / rows());
        metrics.put("accuracy", confusion.accuracy());
        metrics.put("f1_score", confusion.macroF1());
        metrics.put("f1_weighted", confusion.weightedF1());
        metrics.put("f1_micro", confusion.accuracy());
        metrics.put("latency_ms", millis / rows());
        Map<String, Double> memory = new LinkedHashMap<>();
        ResidentMemory.peakBytes().ifPresent(bytes -> memory.put("peak_resident_bytes", (double) bytes));
        return new Scored(
                rows(),
                0,
                metrics,
                Map.of("mean_ms", millis / rows()),
                memory,
                Definitions.OF_CLASSES,
                samples,
                classes(confusion),
                matrix());
    }

    private List<Scored.ClassScore> classes(ConfusionMatrix confusion) {
        List<Scored.ClassScore> classes = new ArrayList<>();
        for (int id = 0; id < labels.size(); id++) {
            classes.add(new Scored.ClassScore(
                    labels.name(id),
                    confusion.precision(id),
                    confusion.recall(id),
                    confusion.f1(id),
                    confusion.support(id)));
        }
        return classes;
    }

    private List<List<Long>> matrix() {
        List<List<Long>> matrix = new ArrayList<>();
        for (long[] row : counts) {
            List<Long> cells = new ArrayList<>();
            for (long cell : row) {
                cells.add(cell);
            }
            matrix.add(cells);
        }
        return matrix;
    }
}
