package dev.trainyard.export.gguf;

import dev.trainyard.modelfiles.gguf.GgufFormat;
import dev.trainyard.modelfiles.gguf.GgufValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The header of a GGUF file as it grows. */
final class HeaderBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    HeaderBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    HeaderBytes u32(int value) {
        return raw(littleEndian(Integer.BYTES).putInt(value).array());
    }

    HeaderBytes u64(long value) {
        return raw(littleEndian(Long.BYTES).putLong(value).array());
    }

    HeaderBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return u64(bytes.length).raw(bytes);
    }

    HeaderBytes value(GgufValue value) {
        return switch (value) {
            case GgufValue.Whole whole -> whole(whole);
            case GgufValue.Fraction fraction ->
                fraction.wide()
                        ? u32(GgufFormat.FLOAT64).u64(Double.doubleToLongBits(fraction.value()))
                        : u32(GgufFormat.FLOAT32).u32(Float.floatToIntBits((float) fraction.value()));
            case GgufValue.Flag flag -> u32(GgufFormat.BOOL).raw(new byte[] {(byte) (flag.value() ? 1 : 0)});
            case GgufValue.Text text -> u32(GgufFormat.STRING).text(text.value());
            case GgufValue.Texts texts -> {
                array(GgufFormat.STRING, texts.values().size());
                texts.values().forEach(this::text);
                yield this;
            }
            case GgufValue.Wholes wholes -> {
                array(GgufFormat.INT32, wholes.values().size());
                wholes.values().forEach(this::u32);
                yield this;
            }
            case GgufValue.Fractions fractions -> {
                array(GgufFormat.FLOAT32, fractions.values().size());
                fractions.values().forEach(number -> u32(Float.floatToIntBits(number)));
                yield this;
            }
            case GgufValue.Other other ->
                throw new IllegalArgumentException("an array of type " + other.elementType() + " is not written");
        };
    }

    private HeaderBytes whole(GgufValue.Whole whole) {
        return switch (whole.bits()) {
            case Integer.SIZE ->
                u32(whole.signed() ? GgufFormat.INT32 : GgufFormat.UINT32).u32((int) whole.value());
            case Long.SIZE ->
                u32(whole.signed() ? GgufFormat.INT64 : GgufFormat.UINT64).u64(whole.value());
            default -> throw new IllegalArgumentException("a number of " + whole.bits() + " bits is not written");
        };
    }

    private void array(int elementType, long count) {
        u32(GgufFormat.ARRAY).u32(elementType).u64(count);
    }

    byte[] paddedTo(int alignment) {
        byte[] bytes = out.toByteArray();
        return Arrays.copyOf(bytes, Math.toIntExact(GgufFormat.padded(bytes.length, alignment)));
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
