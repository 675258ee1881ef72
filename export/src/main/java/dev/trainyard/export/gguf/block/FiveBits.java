package dev.trainyard.export.gguf.block;

import java.nio.ByteBuffer;

/**
 * 32 numbers in five bits each: Q5_0 with a signed scale, Q5_1 with a scale and the least number. Source: ggml,
 * ggml-quants.c, quantize_row_q5_0_ref and quantize_row_q5_1_ref.
 */
public enum FiveBits implements BlockCodec {
    Q5_0(0) {
        @Override
        public void encode(float[] values, int from, ByteBuffer out) {
            float scale = Extremes.farthest(values, from, NUMBERS) / -16;
            float inverse = scale == 0 ? 0 : 1 / scale;
            out.putShort(Rounding.half(scale));
            int[] codes = new int[NUMBERS];
            for (int i = 0; i < NUMBERS; i++) {
                codes[i] = Math.min(31, (byte) (int) (values[from + i] * inverse + 16.5f));
            }
            pack(codes, out);
        }

        @Override
        public void decode(ByteBuffer in, float[] values, int to) {
            float scale = Rounding.half(in.getShort());
            int[] codes = unpack(in);
            for (int i = 0; i < NUMBERS; i++) {
                values[to + i] = (codes[i] - 16) * scale;
            }
        }
    },
    Q5_1(Short.BYTES) {
        @Override
        public void encode(float[] values, int from, ByteBuffer out) {
            float least = Float.MAX_VALUE;
            float most = -Float.MAX_VALUE;
            for (int i = from; i < from + NUMBERS; i++) {
                // Not Math.min, for which zeros differ by their sign.
                least = values[i] < least ? values[i] : least;
                most = values[i] > most ? values[i] : most;
            }
            float scale = (most - least) / 31;
            float inverse = scale == 0 ? 0 : 1 / scale;
            out.putShort(Rounding.half(scale)).putShort(Rounding.half(least));
            int[] codes = new int[NUMBERS];
            for (int i = 0; i < NUMBERS; i++) {
                codes[i] = (int) ((values[from + i] - least) * inverse + 0.5f) & 31;
            }
            pack(codes, out);
        }

        @Override
        public void decode(ByteBuffer in, float[] values, int to) {
            float scale = Rounding.half(in.getShort());
            float least = Rounding.half(in.getShort());
            int[] codes = unpack(in);
            for (int i = 0; i < NUMBERS; i++) {
                values[to + i] = codes[i] * scale + least;
            }
        }
    };

    private static final int NUMBERS = 32;
    private static final int HALF = NUMBERS / 2;

    private final int offsetBytes;

    FiveBits(int offsetBytes) {
        this.offsetBytes = offsetBytes;
    }

    @Override
    public int numbers() {
        return NUMBERS;
    }

    @Override
    public int bytes() {
        return Short.BYTES + offsetBytes + Integer.BYTES + HALF;
    }

    private static void pack(int[] codes, ByteBuffer out) {
        int fifth = 0;
        for (int i = 0; i < NUMBERS; i++) {
            fifth |= (codes[i] >> 4 & 1) << i;
        }
        out.putInt(fifth);
        for (int i = 0; i < HALF; i++) {
            out.put((byte) (codes[i] & 15 | (codes[HALF + i] & 15) << 4));
        }
    }

    private static int[] unpack(ByteBuffer in) {
        int fifth = in.getInt();
        int[] codes = new int[NUMBERS];
        for (int i = 0; i < HALF; i++) {
            int pair = in.get();
            codes[i] = pair & 15 | (fifth >> i & 1) << 4;
            codes[HALF + i] = pair >> 4 & 15 | (fifth >> HALF + i & 1) << 4;
        }
        return codes;
    }
}
