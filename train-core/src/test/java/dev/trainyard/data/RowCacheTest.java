package dev.trainyard.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowCacheTest {
    private static final List<Path> FILES = List.of(Path.of("a.jsonl"), Path.of("b.jsonl"));

    @TempDir
    Path folder;

    private static List<Example> rows(int count) {
        Random random = new Random(3);
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] ids = random.ints(1 + random.nextInt(30), 0, 50_000).toArray();
            int[] labels = i % 3 == 0 ? ids : random.ints(ids.length, -100, 9).toArray();
            float[] weights = new float[i % 4 == 0 ? ids.length : 0];
            for (int t = 0; t < weights.length; t++) {
                weights[t] = random.nextFloat();
            }
            rows.add(new TokenRow(new RowOrigin(FILES.get(i % 2), 1L << 33 | i), ids, labels, weights, ids.length + i));
        }
        return rows;
    }

    private RowCache cache(long limit) {
        return new RowCache(folder.resolve("cache"), limit);
    }

    @Test
    void givesBackWhatItKept() {
        List<Example> rows = rows(57);
        cache(1 << 20).keep("k", FILES, rows);

        assertThat(cache(1 << 20).find("other", FILES)).isEmpty();
        assertThat(cache(1 << 20).find("k", FILES))
                .hasValueSatisfying(found -> assertThat(found)
                        .usingRecursiveFieldByFieldElementComparator()
                        .isEqualTo(rows));
    }

    @Test
    void everyDamageIsFoundAndMendedByKeepingAgain() throws IOException {
        List<Example> rows = rows(9);
        cache(1 << 20).keep("k", FILES, rows);
        Path file = folder.resolve("cache/k.rows");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x40;
            Files.write(file, flipped);
            assertThat(cache(1 << 20).find("k", FILES)).as("byte %d", at).isEmpty();
        }
        for (int length : new int[] {0, 5, 40, whole.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(cache(1 << 20).find("k", FILES)).as("length %d", length).isEmpty();
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThat(cache(1 << 20).find("k", FILES)).isEmpty();

        cache(1 << 20).keep("k", FILES, rows);
        assertThat(cache(1 << 20).find("k", FILES)).isPresent();
    }

    @Test
    void whatWasUsedLongestAgoMakesRoom() throws IOException {
        List<Example> rows = rows(40);
        RowCache cache = cache(1 << 20);
        cache.keep("first", FILES, rows);
        cache.keep("second", FILES, rows);
        long size = Files.size(folder.resolve("cache/first.rows"));
        for (String name : List.of("first", "second")) {
            Files.setLastModifiedTime(folder.resolve("cache/" + name + ".rows"), FileTime.fromMillis(1000));
        }
        assertThat(cache.find("first", FILES)).isPresent();

        cache(2 * size).keep("third", FILES, rows);

        assertThat(cache.find("second", FILES)).isEmpty();
        assertThat(cache.find("first", FILES)).isPresent();
        assertThat(cache.find("third", FILES)).isPresent();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoFailure() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where a folder is to be");
        cache(1 << 20).keep("k", FILES, rows(3));
        assertThat(cache(1 << 20).find("k", FILES)).isEmpty();
    }
}
