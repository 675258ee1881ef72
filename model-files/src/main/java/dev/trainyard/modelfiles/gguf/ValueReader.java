package dev.trainyard.modelfiles.gguf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the values of a header. */
final class ValueReader {
    private ValueReader() {}

    static GgufValue read(HeaderSource source, String key) throws IOException, MalformedGguf {
        int type = source.i32();
        return switch (type) {
            case GgufFormat.UINT8 -> new GgufValue.Whole(source.u8(), Byte.SIZE, false);
            case GgufFormat.INT8 -> new GgufValue.Whole((byte) source.u8(), Byte.SIZE, true);
            case GgufFormat.UINT16 -> new GgufValue.Whole(Short.toUnsignedInt(source.i16()), Short.SIZE, false);
            case GgufFormat.INT16 -> new GgufValue.Whole(source.i16(), Short.SIZE, true);
            case GgufFormat.UINT32 -> new GgufValue.Whole(Integer.toUnsignedLong(source.i32()), Integer.SIZE, false);
            case GgufFormat.INT32 -> new GgufValue.Whole(source.i32(), Integer.SIZE, true);
            case GgufFormat.UINT64 -> new GgufValue.Whole(source.i64(), Long.SIZE, false);
            case GgufFormat.INT64 -> new GgufValue.Whole(source.i64(), Long.SIZE, true);
            case GgufFormat.FLOAT32 -> new GgufValue.Fraction(Float.intBitsToFloat(source.i32()), false);
            case GgufFormat.FLOAT64 -> new GgufValue.Fraction(Double.longBitsToDouble(source.i64()), true);
            case GgufFormat.BOOL -> flag(source, key);
            case GgufFormat.STRING -> new GgufValue.Text(source.text("the value of \"" + key + "\""));
            case GgufFormat.ARRAY -> array(source, key);
            default ->
                throw new MalformedGguf("key \"" + key + "\" has a value of type " + Integer.toUnsignedString(type)
                        + ": expected 0 to " + GgufFormat.FLOAT64);
        };
    }

    private static GgufValue flag(HeaderSource source, String key) throws IOException, MalformedGguf {
        int value = source.u8();
        if (value > 1) {
            throw new MalformedGguf("key \"" + key + "\" is a bool of value " + value + ": expected 0 or 1");
        }
        return new GgufValue.Flag(value == 1);
    }

    private static GgufValue array(HeaderSource source, String key) throws IOException, MalformedGguf {
        int type = source.i32();
        int bytes = bytes(type, key);
        long count = source.count("elements of \"" + key + "\"", bytes);
        if (count > Integer.MAX_VALUE) {
            throw new MalformedGguf("key \"" + key + "\" has " + count + " elements");
        }
        return switch (type) {
            case GgufFormat.STRING -> {
                List<String> texts = new ArrayList<>();
                for (long i = 0; i < count; i++) {
                    texts.add(source.text("element " + i + " of \"" + key + "\""));
                }
                yield new GgufValue.Texts(texts);
            }
            case GgufFormat.INT32, GgufFormat.UINT32 -> {
                List<Integer> numbers = new ArrayList<>();
                for (long i = 0; i < count; i++) {
                    numbers.add(source.i32());
                }
                yield new GgufValue.Wholes(numbers);
            }
            case GgufFormat.FLOAT32 -> {
                List<Float> numbers = new ArrayList<>();
                for (long i = 0; i < count; i++) {
                    numbers.add(Float.intBitsToFloat(source.i32()));
                }
                yield new GgufValue.Fractions(numbers);
            }
            default -> {
                source.skip(count * bytes);
                yield new GgufValue.Other(type, count);
            }
        };
    }

    /** Bytes of an element; of a text those of its length. */
    private static int bytes(int type, String key) throws MalformedGguf {
        return switch (type) {
            case GgufFormat.UINT8, GgufFormat.INT8, GgufFormat.BOOL -> Byte.BYTES;
            case GgufFormat.UINT16, GgufFormat.INT16 -> Short.BYTES;
            case GgufFormat.UINT32, GgufFormat.INT32, GgufFormat.FLOAT32 -> Integer.BYTES;
            case GgufFormat.UINT64, GgufFormat.INT64, GgufFormat.FLOAT64, GgufFormat.STRING -> Long.BYTES;
            default ->
                throw new MalformedGguf("key \"" + key + "\" is an array of type " + Integer.toUnsignedString(type)
                        + ", which is not supported");
        };
    }
}
