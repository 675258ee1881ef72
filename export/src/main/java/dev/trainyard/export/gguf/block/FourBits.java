package dev.trainyard.export.gguf.block;

import java.nio.ByteBuffer;

/** Q4_0: 32 numbers as a signed scale and half a byte each. Source: ggml, ggml-quants.c, quantize_row_q4_0_ref. */
public final class FourBits implements BlockCodec {
    private static final int NUMBERS = 32;
    private static final int HALF = NUMBERS / 2;

    @Override
    public int numbers() {
        return NUMBERS;
    }

    @Override
    public int bytes() {
        return Short.BYTES + HALF;
    }

    @Override
    public void encode(float[] values, int from, ByteBuffer out) {
        float scale = Extremes.farthest(values, from, NUMBERS) / -8;
        float inverse = scale == 0 ? 0 : 1 / scale;
        out.putShort(Rounding.half(scale));
        for (int i = 0; i < HALF; i++) {
            int low = Math.min(15, (byte) (int) (values[from + i] * inverse + 8.5f));
            int high = Math.min(15, (byte) (int) (values[from + HALF + i] * inverse + 8.5f));
            out.put((byte) (low | high << 4));
        }
    }

    @Override
    public void decode(ByteBuffer in, float[] values, int to) {
        float scale = Rounding.half(in.getShort());
        for (int i = 0; i < HALF; i++) {
            int pair = in.get();
            values[to + i] = ((pair & 15) - 8) * scale;
            values[to + HALF + i] = ((pair >> 4 & 15) - 8) * scale;
        }
    }
}
