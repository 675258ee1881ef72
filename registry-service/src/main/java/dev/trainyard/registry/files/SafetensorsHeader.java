package dev.trainyard.registry.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file says it holds, checked against its size.
 *
 * <p>Source: the format's own rules: tensors one behind the other without holes, the last
 * one ending where the file ends.
 *
 * @param shapes by tensor name
 */
record SafetensorsHeader(Map<String, List<Long>> shapes) {
    private static final int LENGTH_BYTES = 8;
    /** The format allows 100 MB; 16 MB describe more than a hundred thousand tensors. */
    private static final long LONGEST = 16L << 20;

    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("F4", 4),
            Map.entry("F6_E2M3", 6),
            Map.entry("F6_E3M2", 6),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("I16", 16),
            Map.entry("U16", 16),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("I32", 32),
            Map.entry("U32", 32),
            Map.entry("F32", 32),
            Map.entry("C64", 64),
            Map.entry("I64", 64),
            Map.entry("U64", 64),
            Map.entry("F64", 64));

    /** Errors: INVALID_MODEL where the header is damaged, or lies about the file. */
    static SafetensorsHeader read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long length = length(file, channel, size);
            byte[] json = bytes(channel, LENGTH_BYTES, (int) length);
            return checked(file, JsonFile.object(file, json), size - LENGTH_BYTES - length);
        } catch (IOException e) {
            throw Refusal.unreadable(file, e);
        }
    }

    private static long length(Path file, FileChannel channel, long size) throws IOException {
        if (size < LENGTH_BYTES) {
            throw Refusal.of(file, size + " bytes are too few for a safetensors file");
        }
        long length = ByteBuffer.wrap(bytes(channel, 0, LENGTH_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 2 || length > LONGEST || length > size - LENGTH_BYTES) {
            throw Refusal.of(
                    file,
                    "its header says to be " + Long.toUnsignedString(length) + " bytes long, in a file of " + size
                            + " bytes: it is damaged or no safetensors file");
        }
        return length;
    }

    private static byte[] bytes(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("it ends within its header");
            }
        }
        return bytes.array();
    }

    /** The bytes of one tensor, from the end of the header. */
    private record Extent(String name, long begin, long end) {}

    private static SafetensorsHeader checked(Path file, JsonNode header, long available) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        List<Extent> extents = new ArrayList<>();
        header.properties().forEach(entry -> {
            if (!entry.getKey().equals("__metadata__")) {
                extents.add(tensor(file, entry.getKey(), entry.getValue(), shapes));
            }
        });
        requireWhole(file, extents, available);
        return new SafetensorsHeader(shapes);
    }

    private static Extent tensor(Path file, String name, JsonNode tensor, Map<String, List<Long>> shapes) {
        Integer bits = BITS.get(tensor.path("dtype").asText());
        List<Long> shape = longs(tensor.path("shape"));
        List<Long> offsets = longs(tensor.path("data_offsets"));
        if (bits == null || !tensor.path("shape").isArray() || offsets.size() != 2) {
            throw Refusal.of(file, "tensor \"" + name + "\" has no known dtype, shape and data_offsets: " + tensor);
        }
        BigInteger expected =
                shape.stream().map(BigInteger::valueOf).reduce(BigInteger.valueOf(bits), BigInteger::multiply);
        BigInteger given = BigInteger.valueOf(offsets.get(1)).subtract(BigInteger.valueOf(offsets.get(0)));
        boolean negative = shape.stream().anyMatch(extent -> extent < 0) || offsets.get(0) < 0;
        if (negative || !expected.equals(given.shiftLeft(3))) {
            throw Refusal.of(
                    file,
                    "tensor \"%s\" of %s %s would need %s bytes, its data_offsets %s give it %s"
                            .formatted(
                                    name,
                                    tensor.path("dtype").asText(),
                                    shape,
                                    expected.shiftRight(3),
                                    offsets,
                                    given));
        }
        shapes.put(name, shape);
        return new Extent(name, offsets.get(0), offsets.get(1));
    }

    private static List<Long> longs(JsonNode array) {
        List<Long> values = new ArrayList<>();
        array.forEach(value -> values.add(value.canConvertToLong() && value.isIntegralNumber() ? value.asLong() : -1));
        return values;
    }

    private static void requireWhole(Path file, List<Extent> extents, long available) {
        if (extents.isEmpty()) {
            throw Refusal.of(file, "there are no tensors in it");
        }
        extents.sort(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end));
        long end = 0;
        for (Extent extent : extents) {
            if (extent.begin() != end) {
                throw Refusal.of(
                        file,
                        "tensor \"" + extent.name() + "\" begins at byte " + extent.begin() + ", expected " + end
                                + ": tensors must follow each other without overlap or holes");
            }
            end = extent.end();
        }
        if (end != available) {
            throw Refusal.of(
                    file,
                    "its header describes " + end + " bytes of tensors, the file has " + available
                            + ": it is cut off or damaged");
        }
    }

    /** Numbers in all tensors. */
    long elements() {
        return shapes.values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
                .sum();
    }
}
