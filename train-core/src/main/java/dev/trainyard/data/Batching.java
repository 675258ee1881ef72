package dev.trainyard.data;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.Locale;
import java.util.Optional;

/** By what rule rows share a batch; no rule lets rows see each other. */
public enum Batching {
    /** So many rows, in the order of the epoch. */
    ROWS,
    /** So many rows of like length. Needs shuffling. */
    BY_LENGTH,
    /** As many rows as fill so many sequences of the maximum length. */
    PACKED;

    /**
     * The rule of a name in lower case.
     *
     * @throws TrainingFailure INVALID_SPEC for any other name
     */
    public static Batching named(String name) {
        for (Batching batching : values()) {
            if (batching.toString().equals(name)) {
                return batching;
            }
        }
        throw new TrainingFailure(
                FailureCode.INVALID_SPEC,
                "the batching is '%s', expected one of rows, by_length, packed".formatted(name));
    }

    /**
     * The batches of a data set.
     *
     * @param maxLength tokens to which rows were cut
     * @param batchSize rows of a batch, or packed sequences
     */
    public BatchPlan plan(Dataset data, int maxLength, int batchSize, long seed, boolean shuffle) {
        return plan(data, maxLength, batchSize, seed, shuffle, Optional.empty());
    }

    /** The same; rows that were packed once are packed as the cache says. */
    public BatchPlan plan(
            Dataset data, int maxLength, int batchSize, long seed, boolean shuffle, Optional<PreparedCache> cache) {
        int[] lengths = data.rows().stream().mapToInt(Example::length).toArray();
        EpochOrder order = new EpochOrder(lengths.length, seed, shuffle);
        return switch (this) {
            case ROWS -> new RowBatches(order, batchSize);
            case BY_LENGTH -> new LengthBatches(order, batchSize, lengths);
            case PACKED -> new PackedBatches(lengths, maxLength, batchSize, seed, shuffle, cache);
        };
    }

    /** The name as it is written in a configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
