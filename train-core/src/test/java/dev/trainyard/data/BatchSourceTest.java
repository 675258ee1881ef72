package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSourceTest {
    private static final int[] GOLDEN_0 = {7, 5, 3, 1, 2, 6, 9, 4, 0, 8};
    private static final int[] GOLDEN_7 = {3, 5, 1, 0, 9, 4, 7, 6, 2, 8};

    /** Row i has i % 5 + 2 tokens, all of them i, and learns all but the first. */
    private static Dataset data(int rows) {
        return new Dataset(
                DataFormat.TOKENS,
                List.of(),
                IntStream.range(0, rows)
                        .<Example>mapToObj(i -> {
                            int[] ids = new int[i % 5 + 2];
                            Arrays.fill(ids, i);
                            return new TokenRow(new RowOrigin(Path.of("f"), i + 1L), ids, ids, ids.length);
                        })
                        .toList());
    }

    private static BatchSource source(int rows, int batchSize, boolean shuffle) {
        return new BatchSource(data(rows), new RowBatches(new EpochOrder(rows, 42, shuffle), batchSize));
    }

    private static List<Long> epoch(BatchSource source, int epoch) {
        List<Long> rows = new ArrayList<>();
        for (int i = 0; i < source.perEpoch(); i++) {
            source.batch(epoch, i).origins().forEach(origin -> rows.add(origin.number()));
        }
        return rows;
    }

    @Test
    void visitsEveryRowOnceInEachEpochInAnotherOrder() {
        BatchSource source = source(23, 4, true);
        List<Long> all = IntStream.rangeClosed(1, 23).mapToObj(Long::valueOf).toList();

        assertThat(source.perEpoch()).isEqualTo(6);
        assertThat(epoch(source, 0)).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
        assertThat(epoch(source, 1)).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(epoch(source, 0));
        assertThat(epoch(source(23, 4, false), 3)).isEqualTo(all);
    }

    @Test
    void givesTheSameBatchForTheSameAddressToAnyOne() {
        BatchSource undisturbed = source(23, 4, true);
        epoch(undisturbed, 0);
        undisturbed.batch(1, 0);
        Batch there = undisturbed.batch(1, 3);

        Batch resumed = source(23, 4, true).batch(1, 3);

        assertThat(resumed.origins()).isEqualTo(there.origins());
    }

    @Test
    void keepsItsOrderAcrossReleases() {
        // A run that is resumed by a later version must find its place.
        assertThat(new EpochOrder(10, 42, true).of(0)).containsExactly(GOLDEN_0);
        assertThat(new EpochOrder(10, 42, true).of(7)).containsExactly(GOLDEN_7);
    }

    @Test
    void drawsEveryPlaceAboutEquallyOften() {
        int[][] seen = new int[6][6];
        for (int seed = 0; seed < 3000; seed++) {
            int[] order = new EpochOrder(6, seed, true).of(0);
            for (int i = 0; i < 6; i++) {
                seen[i][order[i]]++;
            }
        }
        // 500 expected, standard deviation 20.
        assertThat(Arrays.stream(seen).flatMapToInt(Arrays::stream)).allMatch(count -> count > 400 && count < 600);
    }

    @Test
    void countsTokensAndWhatIsLearnt() {
        Batch batch = source(5, 4, false).batch(0, 0);

        assertThat(batch.tokens()).isEqualTo(14);
        assertThat(batch.supervised()).isEqualTo(10);
        assertThat(batch.weight()).isEqualTo(10);
        assertThat(batch.size()).isEqualTo(4);
    }

    @Test
    void knowsTheSupervisedTokensOfAStep() {
        BatchSource source = source(10, 2, false);

        AccumulationGroup first = source.group(0, 0, 3);
        assertThat(first.batches()).hasSize(3);
        assertThat(first.supervised()).isEqualTo(1 + 2 + 3 + 4 + 5 + 1);
        assertThat(first.tokens()).isEqualTo(first.supervised() + 6);
        assertThat(source.group(0, 3, 3).batches()).hasSize(2);
    }
}
