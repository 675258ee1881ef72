package dev.trainyard.export.gguf.block;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Q6_K: 256 numbers in six bits as sixteen groups, each with a scale in a byte. Source: ggml, ggml-quants.c,
 * quantize_row_q6_K_ref and make_qx_quants.
 */
public final class SixBits implements BlockCodec {
    private static final int NUMBERS = 256;
    private static final int GROUP = 16;
    private static final int GROUPS = NUMBERS / GROUP;
    private static final int ZERO = 32;
    private static final float NOTHING = 1e-15f;

    @Override
    public int numbers() {
        return NUMBERS;
    }

    @Override
    public int bytes() {
        return NUMBERS / 2 + NUMBERS / 4 + GROUPS + Short.BYTES;
    }

    @Override
    public void encode(float[] values, int from, ByteBuffer out) {
        int[] codes = new int[NUMBERS];
        float[] scales = new float[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            scales[group] = fit(values, from + group * GROUP, codes, group * GROUP);
        }
        float farthest = Extremes.farthest(scales, 0, GROUPS);
        if (Math.abs(farthest) < NOTHING) {
            out.put(new byte[bytes()]);
            return;
        }
        float inverse = -128f / farthest;
        short step = Rounding.half(1 / inverse);
        byte[] steps = new byte[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            steps[group] = (byte) Math.min(127, Rounding.nearest(inverse * scales[group]));
            float scale = Rounding.half(step) * steps[group];
            for (int i = group * GROUP; scale != 0 && i < (group + 1) * GROUP; i++) {
                codes[i] = Rounding.clamp(Rounding.nearest(values[from + i] / scale), -ZERO, ZERO - 1) + ZERO;
            }
        }
        pack(codes, out);
        out.put(steps).putShort(step);
    }

    /** A scale for a group whose codes are then x / scale, by trying scales around the plain one. */
    private static float fit(float[] values, int from, int[] codes, int to) {
        float farthest = Extremes.farthest(values, from, GROUP);
        if (Math.abs(farthest) < NOTHING) {
            Arrays.fill(codes, to, to + GROUP, 0);
            return 0;
        }
        Moments first = moments(values, from, -ZERO / farthest);
        float scale = first.squares == 0 ? 0 : first.products / first.squares;
        float best = scale * first.products;
        float inverse = -ZERO / farthest;
        for (int step = -9; step <= 9; step++) {
            if (step == 0) {
                continue;
            }
            float tried = -(ZERO + 0.1f * step) / farthest;
            Moments sums = moments(values, from, tried);
            if (sums.squares > 0 && sums.products * sums.products > best * sums.squares) {
                scale = sums.products / sums.squares;
                best = scale * sums.products;
                inverse = tried;
            }
        }
        for (int i = 0; i < GROUP; i++) {
            codes[to + i] = code(values[from + i], inverse) + ZERO;
        }
        return scale;
    }

    /** Sums of x² · x · code and x² · code². */
    private record Moments(float products, float squares) {}

    private static Moments moments(float[] values, int from, float inverse) {
        float products = 0;
        float squares = 0;
        for (int i = from; i < from + GROUP; i++) {
            float x = values[i];
            int code = code(x, inverse);
            float weight = x * x;
            products += weight * x * code;
            squares += weight * code * code;
        }
        return new Moments(products, squares);
    }

    private static int code(float value, float inverse) {
        return Rounding.clamp(Rounding.nearest(inverse * value), -ZERO, ZERO - 1);
    }

    /** In each half: lower four bits of two quarters a byte, then the upper two bits of all four. */
    private static void pack(int[] codes, ByteBuffer out) {
        for (int half = 0; half < NUMBERS; half += 128) {
            for (int i = half; i < half + 64; i++) {
                out.put((byte) (codes[i] & 15 | (codes[i + 64] & 15) << 4));
            }
        }
        for (int half = 0; half < NUMBERS; half += 128) {
            for (int i = half; i < half + 32; i++) {
                out.put((byte)
                        (codes[i] >> 4 | codes[i + 32] >> 4 << 2 | codes[i + 64] >> 4 << 4 | codes[i + 96] >> 4 << 6));
            }
        }
    }

    @Override
    public void decode(ByteBuffer in, float[] values, int to) {
        byte[] low = new byte[NUMBERS / 2];
        byte[] high = new byte[NUMBERS / 4];
        byte[] steps = new byte[GROUPS];
        in.get(low).get(high).get(steps);
        float step = Rounding.half(in.getShort());
        for (int i = 0; i < NUMBERS; i++) {
            int half = i / 128;
            int place = i % 128;
            int lower = low[half * 64 + place % 64] >> (place < 64 ? 0 : 4) & 15;
            int upper = high[half * 32 + place % 32] >> 2 * (place / 32) & 3;
            values[to + i] = step * steps[i / GROUP] * ((lower | upper << 4) - ZERO);
        }
    }
}
