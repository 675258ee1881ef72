package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedCacheTest {
    private static final List<Path> FILES = List.of(Path.of("a.jsonl"), Path.of("b.jsonl"));
    private static final EncodedRows ROWS = new EncodedRows(FILES);

    @TempDir
    Path folder;

    private final Random random = new Random(3);

    /** Rows of every kind. */
    private List<Example> rows(int count) {
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RowOrigin origin = new RowOrigin(FILES.get(i % 2), 1L << 33 | i);
            rows.add(
                    switch (i % 5) {
                        case 3 -> labelled(origin, i);
                        case 4 -> new PreferencePair(origin, tokens(origin, i), tokens(origin, i + 1), 0.1 * i);
                        default -> tokens(origin, i);
                    });
        }
        return rows;
    }

    private ClassRow labelled(RowOrigin origin, int i) {
        int[] ids = ids();
        int[] segments = i % 2 == 0 ? new int[0] : random.ints(ids.length, 0, 2).toArray();
        return new ClassRow(origin, ids, segments, i, ids.length + 40);
    }

    private int[] ids() {
        return random.ints(1 + random.nextInt(30), 0, 50_000).toArray();
    }

    private TokenRow tokens(RowOrigin origin, int i) {
        int[] ids = ids();
        int[] labels = i % 3 == 0 ? ids : random.ints(ids.length, -100, 9).toArray();
        float[] weights = new float[i % 4 == 0 ? ids.length : 0];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = random.nextFloat();
        }
        return new TokenRow(origin, ids, labels, weights, ids.length + i);
    }

    private PreparedCache cache(long limit) {
        return new PreparedCache(folder.resolve("cache"), limit);
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.toList();
        }
    }

    @Test
    void givesBackRowsOfEveryKind() {
        List<Example> rows = rows(57);
        ROWS.keep(cache(1 << 20), "k", rows);

        assertThat(ROWS.find(cache(1 << 20), "other")).isEmpty();
        assertThat(ROWS.find(cache(1 << 20), "k"))
                .hasValueSatisfying(found -> assertThat(found)
                        .usingRecursiveFieldByFieldElementComparator()
                        .isEqualTo(rows));
    }

    @Test
    void everyDamageIsFoundAndMendedByKeepingAgain() throws IOException {
        List<Example> rows = rows(9);
        PreparedCache cache = cache(1 << 20);
        ROWS.keep(cache, "k", rows);
        Path file = kept().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x40;
            Files.write(file, flipped);
            assertThat(ROWS.find(cache, "k")).as("byte %d", at).isEmpty();
        }
        for (int length : new int[] {0, 5, 40, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(ROWS.find(cache, "k")).as("length %d", length).isEmpty();
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThat(ROWS.find(cache, "k")).isEmpty();

        ROWS.keep(cache, "k", rows);
        assertThat(ROWS.find(cache, "k")).isPresent();
        assertThat(kept()).as("nothing unfinished stays").containsExactly(file);
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom() throws IOException {
        List<Example> rows = rows(40);
        PreparedCache cache = cache(1 << 20);
        ROWS.keep(cache, "first", rows);
        ROWS.keep(cache, "second", rows);
        long size = Files.size(kept().getFirst());
        for (Path file : kept()) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        }
        assertThat(ROWS.find(cache, "first")).isPresent();

        ROWS.keep(cache(2 * size), "third", rows);

        assertThat(ROWS.find(cache, "second")).isEmpty();
        assertThat(ROWS.find(cache, "first")).isPresent();
        assertThat(ROWS.find(cache, "third")).isPresent();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoFailure() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where a folder is to be");
        ROWS.keep(cache(1 << 20), "k", rows(3));
        assertThat(ROWS.find(cache(1 << 20), "k")).isEmpty();
    }

    @Test
    void rowsArePackedOnceForTheSameLengthsAndSettings() throws IOException {
        Optional<PreparedCache> cache = Optional.of(cache(1 << 20));
        int[] lengths = random.ints(200, 1, 60).toArray();
        PackedBatches packed = new PackedBatches(lengths, 64, 2, 5, true, cache);
        assertThat(kept()).hasSize(1);

        // What is found is taken, not packed again: other bins under the same key show it.
        int[][] other = {{0}, {2, 1}};
        int[][] found = PackedBins.of(cache, lengths, "64 5", () -> other);
        assertThat(found).isNotEqualTo(other).hasNumberOfRows(packed.bins());
        assertThat(new PackedBatches(lengths, 64, 2, 5, true, cache).epoch(3))
                .isDeepEqualTo(packed.epoch(3))
                .isDeepEqualTo(new PackedBatches(lengths, 64, 2, 5, true).epoch(3));

        new PackedBatches(lengths, 65, 2, 5, true, cache);
        new PackedBatches(lengths, 64, 2, 6, true, cache);
        new PackedBatches(lengths, 64, 2, 5, false, cache);
        lengths[199]++;
        new PackedBatches(lengths, 64, 2, 5, true, cache);
        assertThat(kept())
                .as("other settings and lengths have bins of their own")
                .hasSize(5);
    }
}
