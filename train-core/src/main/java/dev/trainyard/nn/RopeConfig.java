package dev.trainyard.nn;

import java.util.Optional;

/**
 * How positions turn into angles.
 *
 * @param headDim even
 * @param theta the base of the wavelengths
 * @param linearFactor positions are divided by this; 1 = not at all
 * @param llama3 the stretch of long wavelengths of Llama 3.1, if any
 */
public record RopeConfig(int headDim, double theta, double linearFactor, Optional<Llama3> llama3) {
    /**
     * Wavelengths above originalMaxPositions / lowFreqFactor are stretched by the factor, those below
     * originalMaxPositions / highFreqFactor are left, and those between are blended.
     */
    public record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions) {}

    /** Unscaled angles. */
    public static RopeConfig of(int headDim, double theta) {
        return new RopeConfig(headDim, theta, 1, Optional.empty());
    }

    /** The angle per position of each pair of features. Precision: float32, as the reference. */
    public float[] inverseFrequencies() {
        var frequencies = new float[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double frequency = 1 / Math.pow(theta, 2.0 * i / headDim) / linearFactor;
            frequencies[i] = (float) llama3.map(scaling -> scaled(frequency, scaling))
                    .orElse(frequency)
                    .doubleValue();
        }
        return frequencies;
    }

    /** Source: transformers, modeling_rope_utils.py, _compute_llama3_parameters. */
    private static double scaled(double frequency, Llama3 scaling) {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength > scaling.originalMaxPositions / scaling.lowFreqFactor) {
            return frequency / scaling.factor;
        }
        if (wavelength < scaling.originalMaxPositions / scaling.highFreqFactor) {
            return frequency;
        }
        double smooth = (scaling.originalMaxPositions / wavelength - scaling.lowFreqFactor)
                / (scaling.highFreqFactor - scaling.lowFreqFactor);
        return (1 - smooth) * frequency / scaling.factor + smooth * frequency;
    }
}
