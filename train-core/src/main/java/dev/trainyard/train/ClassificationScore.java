package dev.trainyard.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The score of a classifier.
 *
 * @param negativeLogLikelihood summed cross-entropy of the rows' labels, in nats
 * @param confusion how often rows of each class were taken for which
 */
public record ClassificationScore(double negativeLogLikelihood, ConfusionMatrix confusion) implements Score {
    /** The names {@link #metrics()} knows. */
    public static final List<String> METRICS = List.of("validation_loss", "accuracy", "f1_score", "f1_weighted");

    @Override
    public ClassificationScore plus(Score other) {
        if (other instanceof ClassificationScore score) {
            return new ClassificationScore(
                    negativeLogLikelihood + score.negativeLogLikelihood, confusion.plus(score.confusion));
        }
        throw new IllegalArgumentException("scores of different tasks have no sum");
    }

    @Override
    public double[] sums() {
        int classes = confusion.classes();
        double[] sums = new double[1 + classes * classes];
        sums[0] = negativeLogLikelihood;
        for (int i = 1; i < sums.length; i++) {
            sums[i] = confusion.count((i - 1) / classes, (i - 1) % classes);
        }
        return sums;
    }

    @Override
    public ClassificationScore withSums(double... sums) {
        int classes = confusion.classes();
        long[][] counts = new long[classes][classes];
        for (int i = 1; i < sums.length; i++) {
            counts[(i - 1) / classes][(i - 1) % classes] = (long) sums[i];
        }
        return new ClassificationScore(sums[0], new ConfusionMatrix(counts));
    }

    @Override
    public double loss() {
        return negativeLogLikelihood / confusion.rows();
    }

    /** {@code validation_loss}, {@code accuracy}, {@code f1_score} (macro) and {@code f1_weighted}, in this order. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("validation_loss", loss());
        metrics.put("accuracy", confusion.accuracy());
        metrics.put("f1_score", confusion.macroF1());
        metrics.put("f1_weighted", confusion.weightedF1());
        return metrics;
    }
}
