package dev.trainyard.train;

import dev.trainyard.data.PreferencePair;
import dev.trainyard.data.TokenRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs whose answers go through the model together.
 *
 * @param answers both answers of all pairs as one flat batch
 * @param order of each answer in that batch its place: 2 · pair, or 2 · pair + 1 for the rejected one
 * @param counts of each answer in that batch its supervised tokens
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PreferenceBatch(List<PreferencePair> pairs, SupervisedBatch answers, int[] order, int[] counts) {
    private record Answer(int place, TokenRow row) {}

    static PreferenceBatch of(List<PreferencePair> pairs) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            answers.add(new Answer(2 * i, pairs.get(i).chosen()));
            answers.add(new Answer(2 * i + 1, pairs.get(i).rejected()));
        }
        // The order that the flat batch keeps, whose own sorting is stable.
        answers.sort(
                Comparator.comparingInt((Answer answer) -> answer.row.length()).reversed());
        return new PreferenceBatch(
                pairs,
                SupervisedBatch.of(answers.stream().map(Answer::row).toList()),
                answers.stream().mapToInt(Answer::place).toArray(),
                answers.stream().mapToInt(answer -> answer.row.supervised()).toArray());
    }

    /** The log-probabilities of the answers, pair by pair, of the cross-entropy of every supervised token. */
    List<PreferenceLoss.LogProbabilities> sums(float[] crossEntropy) {
        double[] sums = new double[order.length];
        int token = 0;
        for (int answer = 0; answer < order.length; answer++) {
            for (int i = 0; i < counts[answer]; i++) {
                sums[order[answer]] -= crossEntropy[token++];
            }
        }
        List<PreferenceLoss.LogProbabilities> all = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            all.add(new PreferenceLoss.LogProbabilities(sums[2 * i], sums[2 * i + 1]));
        }
        return all;
    }

    /** One number of each pair at all tokens of its chosen answer, and its opposite at those of the rejected one. */
    float[] spread(double[] ofPairs) {
        float[] all = new float[answers.count()];
        int token = 0;
        for (int answer = 0; answer < order.length; answer++) {
            double value = ofPairs[order[answer] / 2] * (order[answer] % 2 == 0 ? 1 : -1);
            for (int i = 0; i < counts[answer]; i++) {
                all[token++] = (float) value;
            }
        }
        return all;
    }
}
