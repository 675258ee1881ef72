package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;

/**
 * Normalises the last dimension to mean 0 and variance 1, then scales and shifts it. Source: Ba et al. 2016.
 *
 * @param weight_C borrowed from {@link Parameters}, as the bias
 */
public record LayerNorm(Tensor weight_C, Tensor bias_C, double epsilon) implements Norm {
    /** A norm whose weight and bias are asked for below the module. */
    public static LayerNorm of(Layers layers, String module, int width, double epsilon) {
        return new LayerNorm(
                layers.weight(module + ".weight", Initial.ONES, width),
                layers.weight(module + ".bias", Initial.ZEROS, width),
                epsilon);
    }

    @Override
    public Tensor apply(Tensor x) {
        return Functions.layerNorm(x, weight_C, bias_C, epsilon);
    }
}
