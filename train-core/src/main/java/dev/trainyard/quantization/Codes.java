package dev.trainyard.quantization;

import java.util.Arrays;

/** The values that codes stand for, in ascending order. Source: bitsandbytes, functional.py. */
public final class Codes {
    /** Quantiles of the normal distribution, one of them 0. Source: Dettmers et al. 2023, appendix E. */
    private static final float[] NF4 = {
        -1f,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0f,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1f
    };

    private static final int EXPONENTS = 7;

    private Codes() {}

    /** The 16 values of NF4. */
    public static float[] nf4() {
        return NF4.clone();
    }

    /**
     * The 256 values of the signed dynamic type: a decimal exponent and a linear fraction. Source: Dettmers 2016.
     * Precision: torch's vary by a last bit with the processor, and so do the tables in checkpoints.
     */
    public static float[] dynamic() {
        var codes = new float[256];
        int next = 0;
        for (int exponent = 0; exponent < EXPONENTS; exponent++) {
            float[] bounds = linspace((1 << exponent) + 1);
            float power = (float) Math.pow(10, exponent - (EXPONENTS - 1));
            for (int i = 0; i + 1 < bounds.length; i++) {
                float mean = (bounds[i] + bounds[i + 1]) / 2;
                codes[next++] = power * mean;
                codes[next++] = -power * mean;
            }
        }
        codes[next] = 1;
        Arrays.sort(codes);
        return codes;
    }

    /** From 0.1 to 1, counted from the nearer end, as torch does. */
    private static float[] linspace(int count) {
        var values = new float[count];
        float step = (1f - 0.1f) / (count - 1);
        for (int i = 0; i < count; i++) {
            values[i] = i < count / 2 ? 0.1f + step * i : 1f - step * (count - i - 1);
        }
        return values;
    }

    /** What separates values: of equally near codes the lower one is taken. */
    static float[] midpoints(float[] codes) {
        var midpoints = new float[codes.length - 1];
        for (int i = 0; i < midpoints.length; i++) {
            midpoints[i] = (codes[i] + codes[i + 1]) / 2;
        }
        return midpoints;
    }
}
