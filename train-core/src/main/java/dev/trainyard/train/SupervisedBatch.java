package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.data.TokenRow;

/**
 * A batch as flat arrays, with the positions whose successor is supervised.
 *
 * @param ids rows × width token ids, row after row, padded on the right
 * @param positions indices into {@code ids} of the tokens that predict a supervised one
 * @param labels the supervised token after each of {@code positions}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SupervisedBatch(int rows, int width, int[] ids, int[] positions, int[] labels) {

    static SupervisedBatch of(Batch batch) {
        int width = batch.width();
        int[] ids = new int[batch.size() * width];
        int[] positions = new int[Math.toIntExact(batch.supervised())];
        int[] labels = new int[positions.length];
        int found = 0;
        for (int row = 0; row < batch.size(); row++) {
            System.arraycopy(batch.inputIds()[row], 0, ids, row * width, width);
            for (int t = 1; t < width; t++) {
                int label = batch.labels()[row][t];
                if (label != TokenRow.IGNORED) {
                    positions[found] = row * width + t - 1;
                    labels[found++] = label;
                }
            }
        }
        return new SupervisedBatch(batch.size(), width, ids, positions, labels);
    }

    /** Number of supervised tokens. */
    int count() {
        return labels.length;
    }
}
