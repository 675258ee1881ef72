package dev.trainyard.checkpoint;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Weights in eight bits: int8 under the weight's own name, and beside it a float32 scale for each output, so that weight =
 * int8 · scale. Source: compressed-tensors, format {@code int-quantized}, weights alone, symmetric, by channel.
 */
public final class Int8Weight {
    private static final String SCALE = "_scale";
    private static final int GREATEST = 127;

    private Int8Weight() {}

    /**
     * A weight in eight bits, as it is stored.
     *
     * @param name of the weight
     * @param inputs the dimension that a product sums over, of which a scale is shared: 1 of (out, in), 0 of (in, out)
     * @return the two tensors by their names, in the innermost scope
     */
    public static Map<String, Tensor> quantize(String name, Tensor weight, int inputs) {
        Tensor scale = weight.detach().abs().max(inputs).unsqueeze(inputs).div(GREATEST);
        // A row of zeros stays one, whatever its scale.
        Tensor divisor = scale.add(scale.eq(0).to(DType.FLOAT32));
        Tensor codes = weight.detach().div(divisor).round().to(DType.INT8);
        var stored = new LinkedHashMap<String, Tensor>();
        stored.put(name, codes);
        stored.put(name + SCALE, scale);
        return stored;
    }

    /** Whether a weight of these is stored so. */
    static boolean holds(String name, Set<String> names) {
        return names.contains(name + SCALE);
    }

    /** Whether this is the scale of another one of these. */
    static boolean isScale(String name, Set<String> names) {
        return name.endsWith(SCALE) && names.contains(name.substring(0, name.length() - SCALE.length()));
    }

    /**
     * The weight in float32.
     *
     * @throws TrainingFailure INVALID_MODEL if its parts do not fit
     */
    static Tensor read(String name, StoredWeights files) {
        try (Scope scope = Scope.open()) {
            Tensor codes = files.read(name);
            Tensor scale = files.read(name + SCALE);
            boolean fits = codes.dtype() == DType.INT8
                    && codes.dim() == 2
                    && scale.dtype().isFloatingPoint()
                    && scale.dim() == 2
                    && (scale.size(0) == codes.size(0) && scale.size(1) == 1
                            || scale.size(1) == codes.size(1) && scale.size(0) == 1);
            if (!fits) {
                throw new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        "\"" + name + "\" " + codes + " with the scale " + scale
                                + " is no weight in 8 bits: expected int8, and a scale for each output");
            }
            return codes.to(DType.FLOAT32).mul(scale.to(DType.FLOAT32)).keep();
        }
    }
}
