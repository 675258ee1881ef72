package dev.trainyard.modelfiles.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, believed only after it was checked against itself and the size of the file.
 * Source: safetensors README, section Format, and safetensors/src/tensor.rs, Metadata::validate.
 *
 * @param dataStart where the first tensor stands in the file
 */
public record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata, long dataStart) {
    /** The longest header that is read, as of the official reader. */
    public static final long MAX_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = 8;
    private static final String METADATA = "__metadata__";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** One tensor: offsets count from the start of the data. */
    public record Entry(String name, SafetensorsType type, long[] shape, long begin, long end) {}

    /** What is wrong with a file; the reader adds which file. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Reads and checks the header of a file.
     *
     * @throws Malformed if it contradicts itself or the size of the file
     */
    public static SafetensorsHeader read(FileChannel channel) throws IOException, Malformed {
        long size = channel.size();
        require(
                size >= LENGTH_BYTES,
                "it has " + size + " bytes, fewer than the " + LENGTH_BYTES + " every such file has");
        long headerBytes =
                bytes(channel, 0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        require(
                headerBytes >= 0 && headerBytes <= MAX_BYTES,
                "its header claims " + Long.toUnsignedString(headerBytes) + " bytes; at most " + MAX_BYTES
                        + " are allowed");
        long dataStart = LENGTH_BYTES + headerBytes;
        require(
                dataStart <= size,
                "its header claims " + headerBytes + " bytes, but the file has " + size
                        + ": it is truncated or of another format");
        byte[] header = bytes(channel, LENGTH_BYTES, (int) headerBytes).array();
        return parse(header, dataStart, size - dataStart);
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException, Malformed {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            long at = position + buffer.position();
            require(
                    channel.read(buffer, at) >= 0,
                    "it ends at byte " + at + ", while it was being read: it was truncated");
        }
        return buffer;
    }

    private static SafetensorsHeader parse(byte[] bytes, long dataStart, long dataBytes) throws Malformed {
        JsonNode root = json(bytes);
        var entries = new ArrayList<Entry>();
        Map<String, String> metadata = Map.of();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                metadata = metadata(field.getValue());
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        requireNoGaps(entries, dataBytes);
        var byName = new LinkedHashMap<String, Entry>();
        entries.forEach(entry -> byName.put(entry.name, entry));
        return new SafetensorsHeader(byName, metadata, dataStart);
    }

    private static JsonNode json(byte[] bytes) throws Malformed {
        if (bytes.length == 0 || bytes[0] != '{') {
            throw new Malformed("its header does not start with '{'");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return JSON.readTree(text);
        } catch (CharacterCodingException e) {
            throw new Malformed("its header is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new Malformed("its header is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, String> metadata(JsonNode node) throws Malformed {
        require(node.isObject(), "its " + METADATA + " is no object");
        var metadata = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            require(field.getValue().isTextual(), "its " + METADATA + " has a value that is no string");
            metadata.put(field.getKey(), field.getValue().textValue());
        }
        return metadata;
    }

    private static Entry entry(String name, JsonNode node) throws Malformed {
        String where = "tensor \"" + name + "\" ";
        require(node.isObject() && node.size() == 3, where + "is not described by dtype, shape and data_offsets alone");
        String dtype = node.path("dtype").asText();
        SafetensorsType type = SafetensorsType.named(dtype)
                .orElseThrow(() -> new Malformed(where + "has the unknown dtype \"" + dtype + "\""));
        long[] shape = sizes(node.path("shape"), where + "has a shape that is no list of sizes");
        long[] offsets = sizes(node.path("data_offsets"), where + "has data_offsets that are no pair of offsets");
        require(offsets.length == 2, where + "has data_offsets that are no pair of offsets");
        var entry = new Entry(name, type, shape, offsets[0], offsets[1]);
        require(
                entry.end - entry.begin == byteSize(entry, where),
                where + "of shape " + List.of(boxed(shape)) + " and dtype " + dtype + " does not fill its offsets "
                        + entry.begin + " to " + entry.end);
        return entry;
    }

    private static long byteSize(Entry entry, String where) throws Malformed {
        try {
            long bits = entry.type.bits();
            for (long size : entry.shape) {
                bits = Math.multiplyExact(bits, size);
            }
            require(bits % 8 == 0, where + "ends within a byte");
            return bits / 8;
        } catch (ArithmeticException e) {
            throw new Malformed(where + "has a shape whose size overflows");
        }
    }

    private static long[] sizes(JsonNode list, String problem) throws Malformed {
        require(list.isArray(), problem);
        var sizes = new long[list.size()];
        for (int i = 0; i < sizes.length; i++) {
            JsonNode size = list.get(i);
            require(size.isIntegralNumber() && size.canConvertToLong() && size.longValue() >= 0, problem);
            sizes[i] = size.longValue();
        }
        return sizes;
    }

    private static void requireNoGaps(List<Entry> entries, long dataBytes) throws Malformed {
        var sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long expected = 0;
        for (Entry entry : sorted) {
            require(
                    entry.begin == expected,
                    "tensor \"" + entry.name + "\" starts at " + entry.begin + ", but the one before ends at "
                            + expected);
            expected = entry.end;
        }
        require(
                expected == dataBytes,
                "its tensors need " + expected + " bytes of data, but the file has " + dataBytes);
    }

    private static Long[] boxed(long[] shape) {
        var boxed = new Long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            boxed[i] = shape[i];
        }
        return boxed;
    }

    private static void require(boolean condition, String problem) throws Malformed {
        if (!condition) {
            throw new Malformed(problem);
        }
    }
}
