package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;

/**
 * Normalises the last dimension by its root mean square and scales it.
 *
 * @param weight_C borrowed from {@link Parameters}
 */
public record RmsNorm(Tensor weight_C, double epsilon) implements Norm {
    @Override
    public Tensor apply(Tensor x) {
        return Functions.rmsNorm(x, weight_C, epsilon);
    }
}
