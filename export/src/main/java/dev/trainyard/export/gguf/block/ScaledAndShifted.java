package dev.trainyard.export.gguf.block;

import java.nio.ByteBuffer;

/**
 * Q4_K and Q5_K: 256 numbers as eight groups of 32, each with a scale and a least number in six bits. Source: ggml,
 * ggml-quants.c, quantize_row_q4_K_ref and quantize_row_q5_K_ref.
 */
public enum ScaledAndShifted implements BlockCodec {
    Q4_K(15, -1f, 20, 0) {
        @Override
        void pack(int[] codes, ByteBuffer out) {
            packLow(codes, out);
        }

        @Override
        int[] unpack(ByteBuffer in) {
            return unpackLow(in);
        }
    },
    Q5_K(31, -0.5f, 15, 32) {
        @Override
        void pack(int[] codes, ByteBuffer out) {
            for (int i = 0; i < GROUP; i++) {
                int fifth = 0;
                for (int group = 0; group < GROUPS; group++) {
                    fifth |= (codes[group * GROUP + i] >> 4) << group;
                }
                out.put((byte) fifth);
            }
            packLow(codes, out);
        }

        @Override
        int[] unpack(ByteBuffer in) {
            byte[] fifth = new byte[GROUP];
            in.get(fifth);
            int[] codes = unpackLow(in);
            for (int i = 0; i < NUMBERS; i++) {
                codes[i] |= (fifth[i % GROUP] >> i / GROUP & 1) << 4;
            }
            return codes;
        }
    };

    static final int NUMBERS = 256;
    static final int GROUP = 32;
    static final int GROUPS = NUMBERS / GROUP;
    private static final int SCALE_BYTES = 12;
    private static final int SCALE_STEPS = 63;

    private final int greatestCode;
    private final float searchFrom;
    private final int searchSteps;
    private final int extraBytes;

    ScaledAndShifted(int greatestCode, float searchFrom, int searchSteps, int extraBytes) {
        this.greatestCode = greatestCode;
        this.searchFrom = searchFrom;
        this.searchSteps = searchSteps;
        this.extraBytes = extraBytes;
    }

    abstract void pack(int[] codes, ByteBuffer out);

    abstract int[] unpack(ByteBuffer in);

    @Override
    public int numbers() {
        return NUMBERS;
    }

    @Override
    public int bytes() {
        return 2 * Short.BYTES + SCALE_BYTES + extraBytes + NUMBERS / 2;
    }

    @Override
    public void encode(float[] values, int from, ByteBuffer out) {
        float[] scales = new float[GROUPS];
        float[] shifts = new float[GROUPS];
        int[] codes = new int[NUMBERS];
        search(values, from, scales, shifts, codes);
        float greatestScale = greatest(scales);
        float greatestShift = greatest(shifts);
        int[] scaleSteps = steps(scales, greatestScale);
        int[] shiftSteps = steps(shifts, greatestShift);
        short scaleHalf = Rounding.half(greatestScale / SCALE_STEPS);
        short shiftHalf = Rounding.half(greatestShift / SCALE_STEPS);
        for (int group = 0; group < GROUPS; group++) {
            float scale = Rounding.half(scaleHalf) * scaleSteps[group];
            float shift = Rounding.half(shiftHalf) * shiftSteps[group];
            for (int i = group * GROUP; scale != 0 && i < (group + 1) * GROUP; i++) {
                codes[i] = Rounding.clamp(Rounding.nearest((values[from + i] + shift) / scale), 0, greatestCode);
            }
        }
        out.putShort(scaleHalf).putShort(shiftHalf);
        packSteps(scaleSteps, shiftSteps, out);
        pack(codes, out);
    }

    private void search(float[] values, int from, float[] scales, float[] shifts, int[] codes) {
        for (int group = 0; group < GROUPS; group++) {
            int start = from + group * GROUP;
            float squares = 0;
            for (int i = 0; i < GROUP; i++) {
                squares += values[start + i] * values[start + i];
            }
            float typical = (float) Math.sqrt(squares / GROUP);
            float[] weights = new float[GROUP];
            for (int i = 0; i < GROUP; i++) {
                weights[i] = typical + Math.abs(values[start + i]);
            }
            var fit = ShiftedFit.search(values, start, weights, greatestCode, searchFrom, searchSteps);
            scales[group] = fit.scale();
            shifts[group] = fit.shift();
            System.arraycopy(fit.codes(), 0, codes, group * GROUP, GROUP);
        }
    }

    private static float greatest(float[] values) {
        float greatest = 0;
        for (float value : values) {
            greatest = value > greatest ? value : greatest;
        }
        return greatest;
    }

    private static int[] steps(float[] values, float greatest) {
        float inverse = greatest > 0 ? SCALE_STEPS / greatest : 0;
        int[] steps = new int[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            steps[group] = Math.min(SCALE_STEPS, Rounding.nearest(inverse * values[group]) & 0xff);
        }
        return steps;
    }

    /** Six bits each: those of the first four groups lie in a byte, whose upper bits hold the rest of the others. */
    private static void packSteps(int[] scales, int[] shifts, ByteBuffer out) {
        for (int i = 0; i < 4; i++) {
            out.put((byte) (scales[i] | scales[i + 4] >> 4 << 6));
        }
        for (int i = 0; i < 4; i++) {
            out.put((byte) (shifts[i] | shifts[i + 4] >> 4 << 6));
        }
        for (int i = 4; i < GROUPS; i++) {
            out.put((byte) (scales[i] & 15 | (shifts[i] & 15) << 4));
        }
    }

    @Override
    public void decode(ByteBuffer in, float[] values, int to) {
        float scale = Rounding.half(in.getShort());
        float shift = Rounding.half(in.getShort());
        byte[] packed = new byte[SCALE_BYTES];
        in.get(packed);
        int[] codes = unpack(in);
        for (int i = 0; i < NUMBERS; i++) {
            int group = i / GROUP;
            values[to + i] = scale * scaleStep(packed, group) * codes[i] - shift * shiftStep(packed, group);
        }
    }

    private static int scaleStep(byte[] packed, int group) {
        return group < 4 ? packed[group] & 63 : packed[group + 4] & 15 | (packed[group - 4] >> 6 & 3) << 4;
    }

    private static int shiftStep(byte[] packed, int group) {
        return group < 4 ? packed[group + 4] & 63 : packed[group + 4] >> 4 & 15 | (packed[group] >> 6 & 3) << 4;
    }

    private static void packLow(int[] codes, ByteBuffer out) {
        for (int pair = 0; pair < NUMBERS; pair += 2 * GROUP) {
            for (int i = pair; i < pair + GROUP; i++) {
                out.put((byte) (codes[i] & 15 | (codes[i + GROUP] & 15) << 4));
            }
        }
    }

    private static int[] unpackLow(ByteBuffer in) {
        int[] codes = new int[NUMBERS];
        for (int pair = 0; pair < NUMBERS; pair += 2 * GROUP) {
            for (int i = pair; i < pair + GROUP; i++) {
                int both = in.get();
                codes[i] = both & 15;
                codes[i + GROUP] = both >> 4 & 15;
            }
        }
        return codes;
    }
}
