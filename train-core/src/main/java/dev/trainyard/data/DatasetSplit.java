package dev.trainyard.data;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A data set in two parts without a row in common, both in the order of the data. */
public record DatasetSplit(Dataset training, Dataset heldOut) {
    /** Keeps the split apart from the epochs, which shuffle by the same seed. */
    private static final long PURPOSE = -1;

    /**
     * Holds rows out by seed: single ones, or of plain text a stretch of neighbouring blocks, so that what is held out
     * is not the continuation of what is trained. At least one row is held out if there are two, and at least one is
     * left to train.
     *
     * @param fraction of the rows, 0 until 1; 0 holds nothing out
     */
    public static DatasetSplit of(Dataset data, double fraction, long seed) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "validation_split is %s, expected a number from 0 to less than 1".formatted(fraction));
        }
        int size = data.rows().size();
        long wanted = fraction == 0 ? 0 : Math.max(1, Math.round(size * fraction));
        BitSet held = pick(data, (int) Math.min(wanted, size - 1L), seed);
        List<Example> training = new ArrayList<>();
        List<Example> heldOut = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            (held.get(i) ? heldOut : training).add(data.rows().get(i));
        }
        return new DatasetSplit(data.of(training), data.of(heldOut));
    }

    private static BitSet pick(Dataset data, int count, long seed) {
        int size = data.rows().size();
        BitSet held = new BitSet(size);
        if (data.format() == DataFormat.TEXT && count > 0) {
            int start = Shuffle.permutation(size - count + 1, seed, PURPOSE)[0];
            held.set(start, start + count);
        } else if (count > 0) {
            Arrays.stream(Shuffle.permutation(size, seed, PURPOSE)).limit(count).forEach(held::set);
        }
        return held;
    }
}
