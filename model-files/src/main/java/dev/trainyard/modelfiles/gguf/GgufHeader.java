package dev.trainyard.modelfiles.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a GGUF file, believed only after it was checked against itself and the size of the file. Source: ggml,
 * docs/gguf.md, and gguf.cpp, gguf_init_from_file_impl.
 *
 * @param dataStart where the first tensor stands in the file
 */
public record GgufHeader(GgufMetadata metadata, Map<String, Entry> tensors, long dataStart) {
    private static final int OLDEST_VERSION = 2;
    private static final int MAX_DIMENSIONS = 4;
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_KEY_BYTES = 65_535;
    /** Key, type and value have 8 + 1, 4 and 1 bytes at least. */
    private static final long LEAST_PAIR_BYTES = 14;
    /** Name, dimensions, one of them, type and offset. */
    private static final long LEAST_TENSOR_BYTES = 33;

    private static final String ALIGNMENT_KEY = "general.alignment";

    /**
     * One tensor.
     *
     * @param shape rows first
     * @param offset from the start of the data
     */
    public record Entry(String name, long[] shape, GgmlType type, long offset, long bytes) {}

    /**
     * Reads and checks the header at the start of a file.
     *
     * @throws MalformedGguf if it contradicts itself or the size of the file
     */
    public static GgufHeader read(FileChannel channel) throws IOException, MalformedGguf {
        var source = new HeaderSource(channel);
        requireMagic(source);
        long tensorCount = source.count("tensors", LEAST_TENSOR_BYTES);
        GgufMetadata metadata = pairs(source);
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            entries.add(entry(source, i));
        }
        long alignment = alignment(metadata);
        long dataStart = GgufFormat.padded(source.position(), alignment);
        return new GgufHeader(metadata, placed(entries, alignment, channel.size() - dataStart), dataStart);
    }

    /**
     * Reads and checks the metadata at the start of a file, and leaves its tensors to others.
     *
     * @throws MalformedGguf if they contradict themselves or the size of the file
     */
    public static GgufMetadata metadata(FileChannel channel) throws IOException, MalformedGguf {
        var source = new HeaderSource(channel);
        requireMagic(source);
        source.count("tensors", LEAST_TENSOR_BYTES);
        return pairs(source);
    }

    private static GgufMetadata pairs(HeaderSource source) throws IOException, MalformedGguf {
        long count = source.count("metadata pairs", LEAST_PAIR_BYTES);
        var metadata = new GgufMetadata();
        for (long i = 0; i < count; i++) {
            String key = source.text("key " + i);
            require(!key.isEmpty() && key.length() <= MAX_KEY_BYTES, "key " + i + " has " + key.length() + " letters");
            metadata.stands(key, source.position() + Integer.BYTES);
            require(metadata.add(key, ValueReader.read(source, key)), "it has the key \"" + key + "\" twice");
        }
        return metadata;
    }

    private static void requireMagic(HeaderSource source) throws IOException, MalformedGguf {
        StringBuilder magic = new StringBuilder();
        for (int i = 0; i < GgufFormat.MAGIC.length(); i++) {
            magic.append((char) source.u8());
        }
        require(magic.toString().equals(GgufFormat.MAGIC), "it does not begin with GGUF");
        int version = source.i32();
        require(
                Integer.reverseBytes(version) != GgufFormat.VERSION,
                "its numbers are big-endian, which is not supported: convert it on a little-endian machine");
        require(
                version >= OLDEST_VERSION && version <= GgufFormat.VERSION,
                "it is of version " + Integer.toUnsignedString(version) + ": expected " + OLDEST_VERSION + " or "
                        + GgufFormat.VERSION);
    }

    /** To which the sizes of tensors are filled up. Errors: {@link MalformedGguf} where it is no power of 2. */
    public static long alignment(GgufMetadata metadata) throws MalformedGguf {
        if (!metadata.all().containsKey(ALIGNMENT_KEY)) {
            return GgufFormat.ALIGNMENT;
        }
        int alignment = metadata.whole(ALIGNMENT_KEY).orElse(0);
        require(
                alignment > 0 && Integer.bitCount(alignment) == 1,
                ALIGNMENT_KEY + " is " + metadata.all().get(ALIGNMENT_KEY) + ": expected a power of 2");
        return alignment;
    }

    private static Entry entry(HeaderSource source, long index) throws IOException, MalformedGguf {
        String name = source.text("the name of tensor " + index);
        String where = "tensor \"" + name + "\" ";
        require(
                !name.isEmpty() && name.length() < MAX_NAME_BYTES,
                where + "has a name of " + name.length() + " letters");
        int dimensions = source.i32();
        require(
                dimensions >= 1 && dimensions <= MAX_DIMENSIONS,
                where + "claims " + Integer.toUnsignedString(dimensions) + " dimensions: expected 1 to "
                        + MAX_DIMENSIONS);
        long[] shape = new long[dimensions];
        for (int i = dimensions - 1; i >= 0; i--) {
            shape[i] = source.i64();
            require(shape[i] > 0, where + "has a dimension of size " + Long.toUnsignedString(shape[i]));
        }
        long type = Integer.toUnsignedLong(source.i32());
        long offset = source.i64();
        GgmlType known = GgmlType.of(type)
                .orElseThrow(() -> new MalformedGguf(where + "is of type " + type + ", which is not known: expected"
                        + " one of " + Arrays.toString(GgmlType.values())));
        require(
                known.fits(shape[dimensions - 1]),
                where + "has rows of " + shape[dimensions - 1] + " numbers, which are no whole blocks of " + known);
        return new Entry(name, shape, known, offset, bytes(where, shape, known));
    }

    private static long bytes(String where, long[] shape, GgmlType type) throws MalformedGguf {
        try {
            long numbers = 1;
            for (long size : shape) {
                numbers = Math.multiplyExact(numbers, size);
            }
            return type.bytes(numbers);
        } catch (ArithmeticException e) {
            throw new MalformedGguf(where + "has the shape " + Arrays.toString(shape) + ", whose size overflows");
        }
    }

    /** Each begins where the one before ends, filled up to the alignment. */
    private static Map<String, Entry> placed(List<Entry> entries, long alignment, long dataBytes) throws MalformedGguf {
        var byName = new LinkedHashMap<String, Entry>();
        long expected = 0;
        for (Entry entry : entries) {
            String where = "tensor \"" + entry.name + "\" ";
            require(
                    entry.offset == expected,
                    where + "starts at " + Long.toUnsignedString(entry.offset) + ", but the one before ends at "
                            + expected);
            require(
                    entry.bytes <= dataBytes - expected,
                    where + "needs the bytes " + expected + " to " + (expected + entry.bytes)
                            + " of the data, of which the file has " + Math.max(0, dataBytes));
            require(byName.putIfAbsent(entry.name, entry) == null, where + "is there twice");
            expected += GgufFormat.padded(entry.bytes, alignment);
        }
        return byName;
    }

    private static void require(boolean condition, String problem) throws MalformedGguf {
        if (!condition) {
            throw new MalformedGguf(problem);
        }
    }
}
