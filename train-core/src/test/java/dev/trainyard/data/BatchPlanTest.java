package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchPlanTest {
    private static final int CAPACITY = 64;
    private static final int[][] PACKED = {{9, 0, 4}, {2, 3, 5, 1, 6}, {7, 8}};
    private static final int[][] BY_LENGTH = {{1, 8, 4}, {3, 9, 0}, {5}, {7, 6, 2}};

    private static int[] lengths(long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, 1 + random.nextInt(400))
                .map(i -> 1 + (int) (CAPACITY * random.nextDouble() * random.nextDouble()))
                .toArray();
    }

    private static Dataset data(int[] lengths) {
        List<Example> rows = Arrays.stream(lengths)
                .<Example>mapToObj(length ->
                        new TokenRow(new RowOrigin(Path.of("f"), 1), new int[length], new int[length], length))
                .toList();
        return new Dataset(DataFormat.TOKENS, List.of(), rows);
    }

    @ParameterizedTest
    @EnumSource(Batching.class)
    void everyEpochHasEveryRowOnceInTheSameNumberOfBatches(Batching batching) {
        for (int seed = 0; seed < 40; seed++) {
            int[] lengths = lengths(seed);
            BatchPlan plan = batching.plan(data(lengths), CAPACITY, 1 + seed % 5, seed, true);
            BatchPlan again = batching.plan(data(lengths), CAPACITY, 1 + seed % 5, seed, true);
            for (int epoch = 0; epoch < 3; epoch++) {
                int[][] batches = plan.epoch(epoch);
                assertThat(batches.length).isEqualTo(plan.perEpoch());
                assertThat(Arrays.stream(batches)).allMatch(batch -> batch.length > 0);
                assertThat(Arrays.stream(batches)
                                .flatMapToInt(Arrays::stream)
                                .sorted()
                                .toArray())
                        .isEqualTo(IntStream.range(0, lengths.length).toArray());
                assertThat(again.epoch(epoch)).isDeepEqualTo(batches);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Batching.class)
    void epochsAndSeedsDiffer(Batching batching) {
        Dataset data = data(lengths(3));
        BatchPlan plan = batching.plan(data, CAPACITY, 4, 1, true);
        BatchPlan other = batching.plan(data, CAPACITY, 4, 2, true);
        assertThat(Arrays.deepEquals(plan.epoch(0), plan.epoch(1))).isFalse();
        assertThat(Arrays.deepEquals(plan.epoch(0), other.epoch(0))).isFalse();
    }

    @Test
    void binsHoldNoMoreThanTheyMayAndAreNearlyFull() {
        for (int seed = 0; seed < 40; seed++) {
            int[] lengths = lengths(seed);
            PackedBatches plan = new PackedBatches(lengths, CAPACITY, 1, seed, true);
            for (int[] bin : plan.epoch(0)) {
                assertThat(Arrays.stream(bin).map(row -> lengths[row]).sum()).isLessThanOrEqualTo(CAPACITY);
            }
            // Best fit decreasing needs at most 11/9 of the fewest bins and four more (Johnson 1973).
            int fewest = Math.ceilDiv(Arrays.stream(lengths).sum(), CAPACITY);
            assertThat(plan.bins()).isBetween(fewest, 11 * fewest / 9 + 4);
        }
    }

    @Test
    void aRowLongerThanABinHasOneOfItsOwn() {
        PackedBatches plan = new PackedBatches(new int[] {3, 90, 4, 1}, 8, 1, 7, false);
        assertThat(plan.epoch(0)).isDeepEqualTo(new int[][] {{0, 2, 3}, {1}});
    }

    @Test
    void withoutShufflingBinsAreInTheOrderOfTheData() {
        PackedBatches plan = new PackedBatches(new int[] {5, 5, 3, 3, 5, 3}, 8, 2, 7, false);
        assertThat(plan.epoch(0)).isDeepEqualTo(new int[][] {{0, 2, 1, 3}, {4, 5}});
        assertThat(plan.epoch(5)).isDeepEqualTo(plan.epoch(0));
    }

    @Test
    void keepsItsBatchesAcrossReleases() {
        // A run that is resumed by a later version must find its place.
        int[] lengths = {5, 9, 2, 7, 7, 1, 3, 4, 8, 6};
        assertThat(new PackedBatches(lengths, 12, 2, 42, true).epoch(1)).isDeepEqualTo(PACKED);
        assertThat(new LengthBatches(new EpochOrder(10, 42, true), 3, lengths).epoch(2))
                .isDeepEqualTo(BY_LENGTH);
    }

    @Test
    void rowsOfABatchAreOfLikeLength() {
        int[] lengths = lengths(11);
        EpochOrder order = new EpochOrder(lengths.length, 1, true);
        double grouped = meanSpread(new LengthBatches(order, 4, lengths), lengths);
        assertThat(grouped).isLessThan(meanSpread(new RowBatches(order, 4), lengths) / 10);
    }

    private static double meanSpread(BatchPlan plan, int[] lengths) {
        return Arrays.stream(plan.epoch(2))
                .map(batch -> Arrays.stream(batch).map(row -> lengths[row]).summaryStatistics())
                .mapToInt(batch -> batch.getMax() - batch.getMin())
                .average()
                .orElseThrow();
    }
}
