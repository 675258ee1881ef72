package dev.trainyard.optim;

import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Adam with decoupled weight decay, over a {@link ParameterBuffer}.
 *
 * <p>Numbers as {@code torch.optim.AdamW}: betas 0.9 and 0.999, epsilon 1e-8. Source: Loshchilov and Hutter 2019,
 * algorithm 2. Memory: two float32 numbers per parameter element; closing frees them. Not thread-safe.
 */
public final class AdamW implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final ParameterBuffer parameters;
    private final double weightDecay;
    private final Tensor mean_N;
    private final Tensor square_N;
    private long step;

    /** An optimizer that has taken no step. */
    public AdamW(ParameterBuffer parameters, double weightDecay) {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.mean_N = Tensor.zerosLike(parameters.values_N()).keep();
        this.square_N = Tensor.zerosLike(parameters.values_N()).keep();
    }

    /**
     * Moves the parameters against their gradients, and sets these to zero. The memory of the gradients serves as the
     * scratch space of the update.
     */
    public void step(double learningRate) {
        step++;
        double correction1 = 1 - Math.pow(BETA1, step);
        double correction2 = Math.sqrt(1 - Math.pow(BETA2, step));
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor values_N = parameters.values_N();
            Tensor gradients_N = parameters.gradients_N();
            if (weightDecay > 0) {
                values_N.narrow(0, 0, parameters.decayed()).mul_(1 - learningRate * weightDecay);
            }
            mean_N.lerp_(gradients_N, 1 - BETA1);
            square_N.mul_(BETA2).addcmul_(gradients_N, gradients_N, 1 - BETA2);
            Tensor denominator_N =
                    gradients_N.copy_(square_N).sqrt_().div_(correction2).add_(EPSILON);
            values_N.addcdiv_(mean_N, denominator_N, -learningRate / correction1);
            gradients_N.zero_();
        }
    }

    /** Steps taken so far. */
    public long steps() {
        return step;
    }

    /** Running means of gradients ({@code exp_avg.NAME}) and of their squares ({@code exp_avg_sq.NAME}); views of them. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        parameters.byName(mean_N).forEach((name, view) -> state.put("exp_avg." + name, view));
        parameters.byName(square_N).forEach((name, view) -> state.put("exp_avg_sq." + name, view));
        return state;
    }

    /**
     * Goes on after {@code steps} steps from what {@link #state} held then.
     *
     * @param saved gives each tensor by its name
     */
    public void restore(long steps, Function<String, Tensor> saved) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            state().forEach((name, view) -> view.copy_(saved.apply(name)));
        }
        this.step = steps;
    }

    @Override
    public void close() {
        mean_N.close();
        square_N.close();
    }
}
