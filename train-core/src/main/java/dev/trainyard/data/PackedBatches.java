package dev.trainyard.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Rows packed into bins of at most so many tokens, so many bins at a time; in each epoch the same bins in another
 * order. Rows of a bin share a batch, never attention. Source: best-fit-decreasing bin packing; Ding et al. 2024,
 * "Fewer Truncations Improve Language Modeling".
 *
 * <p>Thread-safety: immutable.
 */
public final class PackedBatches implements BatchPlan {
    /** Keeps the packing apart from the epochs and the split, which draw from the same seed. */
    private static final long PURPOSE = -2;

    private final int[][] bins;
    private final EpochOrder order;
    private final int batchSize;

    /**
     * Packs rows of these lengths. Without shuffling, bins come in the order of their first rows.
     *
     * @param capacity tokens of a bin; a longer row is a bin of its own
     * @param batchSize bins that go through the model together
     */
    public PackedBatches(int[] lengths, int capacity, int batchSize, long seed, boolean shuffle) {
        this(lengths, capacity, batchSize, seed, shuffle, Optional.empty());
    }

    /** The same; what was packed once is taken from the cache. */
    PackedBatches(
            int[] lengths, int capacity, int batchSize, long seed, boolean shuffle, Optional<PreparedCache> cache) {
        this.bins = PackedBins.of(
                cache,
                lengths,
                "%d %s".formatted(capacity, shuffle ? seed : "unshuffled"),
                () -> pack(lengths, capacity, tieBreak(lengths.length, seed, shuffle)));
        this.order = new EpochOrder(bins.length, seed, shuffle);
        this.batchSize = batchSize;
    }

    private static int[] tieBreak(int size, long seed, boolean shuffle) {
        return shuffle
                ? Shuffle.permutation(size, seed, PURPOSE)
                : IntStream.range(0, size).toArray();
    }

    /** The longest row first, each into the fullest bin that has room for it. */
    private static int[][] pack(int[] lengths, int capacity, int[] rows) {
        List<List<Integer>> bins = new ArrayList<>();
        TreeMap<Integer, Deque<List<Integer>>> byRoom = new TreeMap<>();
        Iterable<Integer> longestFirst = Arrays.stream(rows)
                .boxed()
                .sorted(Comparator.comparing((Integer row) -> lengths[row]).reversed())
                .toList();
        for (int row : longestFirst) {
            Map.Entry<Integer, Deque<List<Integer>>> fit = byRoom.ceilingEntry(lengths[row]);
            int room = fit == null ? Math.max(capacity, lengths[row]) : fit.getKey();
            List<Integer> bin = fit == null ? new ArrayList<>() : fit.getValue().removeFirst();
            if (fit == null) {
                bins.add(bin);
            } else if (fit.getValue().isEmpty()) {
                byRoom.remove(room);
            }
            bin.add(row);
            byRoom.computeIfAbsent(room - lengths[row], left -> new ArrayDeque<>())
                    .addLast(bin);
        }
        return bins.stream()
                .map(bin -> bin.stream().mapToInt(Integer::intValue).sorted().toArray())
                .sorted(Comparator.comparingInt(bin -> bin[0]))
                .toArray(int[][]::new);
    }

    /** Number of bins. */
    public int bins() {
        return bins.length;
    }

    @Override
    public int perEpoch() {
        return Math.ceilDiv(bins.length, batchSize);
    }

    @Override
    public int[][] epoch(int epoch) {
        return Arrays.stream(new RowBatches(order, batchSize).epoch(epoch))
                .map(batch -> Arrays.stream(batch)
                        .flatMap(bin -> Arrays.stream(bins[bin]))
                        .toArray())
                .toArray(int[][]::new);
    }
}
