package dev.trainyard.evaluation.scoring;

import dev.trainyard.evaluation.statistics.ClassMetrics;
import dev.trainyard.evaluation.statistics.RowScores;
import dev.trainyard.evaluation.statistics.TextMetrics;
import dev.trainyard.model.Labels;
import dev.trainyard.train.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the rows of a classifier count, and the measures of each class. */
final class ClassTally {
    private final Labels labels;
    private final long[][] counts;
    private final RowScores scores;
    private final Tally tally;

    private long rows;

    ClassTally(Labels labels) {
        this.labels = labels;
        this.counts = new long[labels.size()][labels.size()];
        this.scores = new RowScores(labels.names());
        this.tally = new Tally(scores);
    }

    /** @param probabilities of all labels */
    void row(long row, int expected, int predicted, float[] probabilities, double millis, Scored.Sample sample) {
        rows++;
        counts[expected][predicted]++;
        scores.add(ClassMetrics.LIKELIHOOD, row, -Math.log(Math.max(probabilities[expected], Float.MIN_NORMAL)), 1);
        scores.add(ClassMetrics.ACCURACY, row, expected == predicted ? 1 : 0, 1);
        scores.add(ClassMetrics.CLASSES, row, expected, predicted);
        scores.add(TextMetrics.ANSWER, row, millis, 0, 1);
        tally.answer(sample, expected == predicted ? 1 : 1 - probabilities[predicted]);
    }

    long rows() {
        return rows;
    }

    RowScores scores() {
        return scores;
    }

    Scored result() {
        return tally.result(rows, 0, Map.of(), classes(new ConfusionMatrix(counts)), matrix());
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
