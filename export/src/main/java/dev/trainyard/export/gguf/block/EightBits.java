package dev.trainyard.export.gguf.block;

import java.nio.ByteBuffer;

/** Q8_0: 32 numbers as a scale and a byte each. Source: ggml, ggml-quants.c, quantize_row_q8_0_ref. */
public final class EightBits implements BlockCodec {
    private static final int NUMBERS = 32;

    @Override
    public int numbers() {
        return NUMBERS;
    }

    @Override
    public int bytes() {
        return Short.BYTES + NUMBERS;
    }

    @Override
    public void encode(float[] values, int from, ByteBuffer out) {
        float most = 0;
        for (int i = 0; i < NUMBERS; i++) {
            most = Math.max(most, Math.abs(values[from + i]));
        }
        float scale = most / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        out.putShort(Rounding.half(scale));
        for (int i = 0; i < NUMBERS; i++) {
            out.put((byte) Rounding.awayFromZero(values[from + i] * inverse));
        }
    }

    @Override
    public void decode(ByteBuffer in, float[] values, int to) {
        float scale = Rounding.half(in.getShort());
        for (int i = 0; i < NUMBERS; i++) {
            values[to + i] = in.get() * scale;
        }
    }
}
