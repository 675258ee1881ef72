package dev.trainyard.quantization;

/** NF4 in double precision, element by element, with the codes of the paper. */
final class Float64Nf4 {
    private Float64Nf4() {}

    static double[] scales(double[] values, int blockSize) {
        var scales = new double[Math.ceilDiv(values.length, blockSize)];
        for (int i = 0; i < values.length; i++) {
            scales[i / blockSize] = Math.max(scales[i / blockSize], Math.abs(values[i]));
        }
        return scales;
    }

    static double[] quantizedAndBack(double[] values, int blockSize) {
        double[] scales = scales(values, blockSize);
        var back = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double scale = scales[i / blockSize];
            back[i] = scale == 0 ? 0 : scale * nearest(values[i] / scale);
        }
        return back;
    }

    private static double nearest(double value) {
        double best = Double.NaN;
        for (float code : Codes.nf4()) {
            if (!(Math.abs(best - value) <= Math.abs(code - value))) {
                best = code;
            }
        }
        return best;
    }
}
