package dev.trainyard.data;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which rows are packed together, as a cache keeps it. Format, big-endian, numbers of 32 bits: the number of bins, for
 * all the number of their rows, then the rows of each.
 */
final class PackedBins implements PreparedCache.Form<int[][]> {
    private static final PackedBins FORM = new PackedBins();

    private PackedBins() {}

    /**
     * The bins kept for rows of these lengths, or those that are packed now.
     *
     * @param settings all that the packing follows from beside the lengths
     */
    static int[][] of(Optional<PreparedCache> cache, int[] lengths, String settings, Supplier<int[][]> packing) {
        if (cache.isEmpty()) {
            return packing.get();
        }
        String key = settings + "\n" + digest(lengths);
        return cache.get().find(key, FORM).orElseGet(() -> {
            int[][] packed = packing.get();
            cache.get().keep(key, FORM, packed);
            return packed;
        });
    }

    private static String digest(int[] lengths) {
        MessageDigest sha256 = DatasetFingerprint.sha256();
        ByteBuffer bytes = ByteBuffer.allocate(4 * lengths.length);
        bytes.asIntBuffer().put(lengths);
        return HexFormat.of().formatHex(sha256.digest(bytes.array()));
    }

    @Override
    public String version() {
        return "TYBINS01";
    }

    @Override
    public void write(DataOutputStream out, int[][] bins) throws IOException {
        out.writeInt(bins.length);
        Numbers.write(out, Arrays.stream(bins).mapToInt(bin -> bin.length).toArray());
        for (int[] bin : bins) {
            Numbers.write(out, bin);
        }
    }

    @Override
    public int[][] read(DataInputStream in) throws IOException {
        int[] sizes = Numbers.integers(in, in.readInt());
        int[][] bins = new int[sizes.length][];
        for (int i = 0; i < bins.length; i++) {
            bins[i] = Numbers.integers(in, sizes[i]);
        }
        return bins;
    }
}
