package dev.trainyard.optim;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * The Euclidean norm of all gradients together, and clipping by it.
 *
 * <p>Precision: blocks are summed in float32, their results in float64, so that the norm of many small gradients is
 * exact to float32. Source: {@code torch.nn.utils.clip_grad_norm_}.
 */
public final class GradientNorm {
    /** Elements summed in float32. */
    static final long BLOCK = 1024;

    private static final double EPSILON = 1e-6;

    private GradientNorm() {}

    /** The norm; not finite if any gradient is not. */
    public static double of(ParameterBuffer parameters) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor blocks = parameters.gradients_N().view(-1, BLOCK).norm(1).to(DType.FLOAT64);
            return Math.sqrt(blocks.mul(blocks).sum().item());
        }
    }

    /**
     * Scales all gradients down so that their norm is at most {@code maxNorm}.
     *
     * @param norm what {@link #of} returned
     * @param maxNorm 0 = never scale
     */
    public static void clip(ParameterBuffer parameters, double norm, double maxNorm) {
        double factor = maxNorm / (norm + EPSILON);
        if (maxNorm > 0 && factor < 1) {
            try (Scope scope = Scope.open();
                    NoGrad guard = NoGrad.open()) {
                parameters.gradients_N().mul_(factor);
            }
        }
    }
}
