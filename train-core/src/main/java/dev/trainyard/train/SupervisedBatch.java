package dev.trainyard.train;

import dev.trainyard.data.TokenRow;
import dev.trainyard.nn.Sequences;
import java.util.Comparator;
import java.util.List;

/**
 * Rows as flat arrays without padding, longest first, with the positions whose successor is supervised.
 *
 * @param ids the tokens of all rows, row after row
 * @param positions indices into {@code ids} of the tokens that predict a supervised one
 * @param labels the supervised token after each of {@code positions}
 * @param weights what the loss of each of {@code labels} weighs
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SupervisedBatch(Sequences sequences, int[] ids, int[] positions, int[] labels, float[] weights) {

    static SupervisedBatch of(List<TokenRow> rows) {
        List<TokenRow> ordered = rows.stream()
                .sorted(Comparator.comparingInt(TokenRow::length).reversed())
                .toList();
        int[] lengths = ordered.stream().mapToInt(TokenRow::length).toArray();
        int supervised = ordered.stream().mapToInt(TokenRow::supervised).sum();
        SupervisedBatch batch = new SupervisedBatch(
                Sequences.ofLengths(lengths),
                new int[ordered.stream().mapToInt(TokenRow::length).sum()],
                new int[supervised],
                new int[supervised],
                new float[supervised]);
        batch.fill(ordered);
        return batch;
    }

    private void fill(List<TokenRow> rows) {
        int start = 0;
        int found = 0;
        for (TokenRow row : rows) {
            System.arraycopy(row.inputIds(), 0, ids, start, row.length());
            for (int t = 1; t < row.length(); t++) {
                if (row.labels()[t] != TokenRow.IGNORED) {
                    positions[found] = start + t - 1;
                    weights[found] = row.weights().length > 0 ? row.weights()[t] : 1;
                    labels[found++] = row.labels()[t];
                }
            }
            start += row.length();
        }
    }

    /** The labels as what a head is to predict. */
    ChunkedCrossEntropy.Targets targets() {
        return new ChunkedCrossEntropy.Targets(labels, weights);
    }

    /** Number of supervised tokens. */
    int count() {
        return labels.length;
    }
}
