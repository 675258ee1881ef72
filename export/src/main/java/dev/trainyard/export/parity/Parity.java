package dev.trainyard.export.parity;

import dev.trainyard.data.TokenRow;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * How much an export differs from its source.
 *
 * @param rows compared
 * @param positions compared, each with a score for every token or class
 * @param greatestDifference of two scores
 * @param meanDifference of two scores, without signs
 * @param greatestScore of the source, without sign: what differences are to be seen against
 * @param meanDivergence in nats: the mean of the Kullback-Leibler divergence of the export's probabilities from the source's
 * @param greatestDivergence of a single position
 * @param agreement of the likeliest token or class, 0 to 1
 * @param judged positions that have a label
 * @param source how well the source does on the labels
 * @param export how well the export does
 */
public record Parity(
        int rows,
        long positions,
        double greatestDifference,
        double meanDifference,
        double greatestScore,
        double meanDivergence,
        double greatestDivergence,
        double agreement,
        long judged,
        Quality source,
        Quality export) {

    /**
     * How well the labels are predicted.
     *
     * @param perplexity per label
     * @param accuracy 0 to 1
     */
    public record Quality(double perplexity, double accuracy) {}

    /** By how much of the source's the export's perplexity is larger; negative if it is smaller. */
    public double perplexityChange() {
        return export.perplexity / source.perplexity - 1;
    }

    /** By how much the export's accuracy is smaller; negative if it is larger. */
    public double accuracyLoss() {
        return source.accuracy - export.accuracy;
    }

    /**
     * Asks both every row. Memory: the scores of one row, twice.
     *
     * @param progress hears the share of the rows that is done
     * @throws TrainingFailure NON_FINITE if a score is infinite or not a number
     */
    public static Parity measure(Answers source, Answers export, List<Probe> probes, DoubleConsumer progress) {
        Sums sums = new Sums();
        int done = 0;
        for (Probe probe : probes) {
            try (Scope scope = Scope.open();
                    NoGrad guard = NoGrad.open()) {
                sums.add(source.scores(probe), export.scores(probe), probe.labels());
            }
            progress.accept(++done / (double) probes.size());
        }
        return sums.parity(probes.size());
    }

    private static final class Sums {
        private long positions;
        private long numbers;
        private double greatestDifference;
        private double differences;
        private double greatestScore;
        private double divergences;
        private double greatestDivergence;
        private double agreements;
        private final Labels source = new Labels();
        private final Labels export = new Labels();

        void add(Tensor source_NV, Tensor export_NV, int[] labels) {
            if (!source_NV.isFinite() || !export_NV.isFinite()) {
                throw new TrainingFailure(
                        FailureCode.NON_FINITE,
                        "the " + (source_NV.isFinite() ? "export" : "source")
                                + " gives scores that are infinite or no numbers: use a type with a wider range");
            }
            Tensor difference = source_NV.sub(export_NV).abs();
            greatestDifference = Math.max(greatestDifference, difference.max().item());
            differences += difference.sum().item();
            greatestScore = Math.max(greatestScore, source_NV.abs().max().item());
            Tensor logSource_NV = source_NV.logSoftmax(1);
            Tensor logExport_NV = export_NV.logSoftmax(1);
            double[] divergence_N = logSource_NV
                    .exp()
                    .mul(logSource_NV.sub(logExport_NV))
                    .sum(1, false)
                    .doubles();
            for (double divergence : divergence_N) {
                // Rounding makes the divergence of equals a little less than nothing.
                divergences += Math.max(0, divergence);
                greatestDivergence = Math.max(greatestDivergence, divergence);
            }
            long[] sourceBest = source_NV.argmax(1).longs();
            long[] exportBest = export_NV.argmax(1).longs();
            for (int n = 0; n < sourceBest.length; n++) {
                agreements += sourceBest[n] == exportBest[n] ? 1 : 0;
            }
            source.add(logSource_NV, sourceBest, labels);
            export.add(logExport_NV, exportBest, labels);
            positions += sourceBest.length;
            numbers += source_NV.count();
        }

        Parity parity(int rows) {
            return new Parity(
                    rows,
                    positions,
                    greatestDifference,
                    differences / Math.max(1, numbers),
                    greatestScore,
                    divergences / Math.max(1, positions),
                    greatestDivergence,
                    agreements / Math.max(1, positions),
                    source.count,
                    source.quality(),
                    export.quality());
        }
    }

    private static final class Labels {
        private double losses;
        private long hits;
        private long count;

        void add(Tensor log_NV, long[] best, int[] labels) {
            long[] known = new long[labels.length];
            for (int n = 0; n < labels.length; n++) {
                known[n] = Math.max(0, labels[n]);
            }
            double[] log_N =
                    log_NV.gather(1, Tensor.of(known, known.length, 1)).view(-1).doubles();
            for (int n = 0; n < labels.length; n++) {
                if (labels[n] != TokenRow.IGNORED) {
                    losses -= log_N[n];
                    hits += best[n] == labels[n] ? 1 : 0;
                    count++;
                }
            }
        }

        Quality quality() {
            return new Quality(Math.exp(losses / Math.max(1, count)), (double) hits / Math.max(1, count));
        }
    }
}
