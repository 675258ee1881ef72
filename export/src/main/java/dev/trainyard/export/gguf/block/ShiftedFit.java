package dev.trainyard.export.gguf.block;

/**
 * A scale and a shift for a group of numbers x ≈ scale · code − shift, found by trying scales around the plain one and
 * keeping the one with the least weighted squared error. Source: ggml, ggml-quants.c, make_qkx2_quants.
 */
record ShiftedFit(float scale, float shift, int[] codes) {
    private static final float STEP = 0.1f;

    static ShiftedFit search(
            float[] values, int from, float[] weights, int greatestCode, float searchFrom, int searchSteps) {
        int n = weights.length;
        float least = values[from];
        float most = values[from];
        float sumW = weights[0];
        float sumX = sumW * values[from];
        for (int i = 1; i < n; i++) {
            float x = values[from + i];
            least = x < least ? x : least;
            most = x > most ? x : most;
            sumW += weights[i];
            sumX += weights[i] * x;
        }
        least = least > 0 ? 0 : least;
        if (most == least) {
            return new ShiftedFit(0, -least, new int[n]);
        }
        float plain = greatestCode / (most - least);
        float scale = 1 / plain;
        float origin = least;
        int[] codes = codes(values, from, n, plain, least, greatestCode);
        float leastError = error(values, from, weights, codes, scale, origin);
        for (int step = 0; step <= searchSteps; step++) {
            // From the best origin so far, as the reference has it.
            float inverse = (searchFrom + STEP * step + greatestCode) / (most - origin);
            int[] tried = codes(values, from, n, inverse, origin, greatestCode);
            float sumL = 0;
            float sumL2 = 0;
            float sumXl = 0;
            for (int i = 0; i < n; i++) {
                float weighted = weights[i] * tried[i];
                sumL += weighted;
                sumL2 += weighted * tried[i];
                sumXl += weighted * values[from + i];
            }
            float determinant = sumW * sumL2 - sumL * sumL;
            if (determinant > 0) {
                float triedScale = (sumW * sumXl - sumX * sumL) / determinant;
                float triedOrigin = (sumL2 * sumX - sumL * sumXl) / determinant;
                if (triedOrigin > 0) {
                    triedOrigin = 0;
                    triedScale = sumXl / sumL2;
                }
                float error = error(values, from, weights, tried, triedScale, triedOrigin);
                if (error < leastError) {
                    codes = tried;
                    leastError = error;
                    scale = triedScale;
                    origin = triedOrigin;
                }
            }
        }
        return new ShiftedFit(scale, -origin, codes);
    }

    private static int[] codes(float[] values, int from, int n, float inverse, float origin, int greatest) {
        int[] codes = new int[n];
        for (int i = 0; i < n; i++) {
            codes[i] = Rounding.clamp(Rounding.nearest(inverse * (values[from + i] - origin)), 0, greatest);
        }
        return codes;
    }

    private static float error(float[] values, int from, float[] weights, int[] codes, float scale, float origin) {
        float error = 0;
        for (int i = 0; i < codes.length; i++) {
            float difference = scale * codes[i] + origin - values[from + i];
            error += weights[i] * (difference * difference);
        }
        return error;
    }
}
