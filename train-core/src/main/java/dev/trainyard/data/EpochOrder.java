package dev.trainyard.data;

import java.util.stream.IntStream;

/** The order of rows in each epoch: by seed and epoch, or as they are. The same arguments always give the same order. */
public record EpochOrder(int size, long seed, boolean shuffle) {
    /** Indices of the rows in the order of epoch {@code epoch}, counted from 0. */
    public int[] of(int epoch) {
        return shuffle
                ? Shuffle.permutation(size, seed, epoch + 1L)
                : IntStream.range(0, size).toArray();
    }
}
