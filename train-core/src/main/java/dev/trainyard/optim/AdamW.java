package dev.trainyard.optim;

import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/**
 * Adam with decoupled weight decay: the weights shrink by themselves, apart from the gradient.
 *
 * <p>Numbers as {@code torch.optim.AdamW}. Source: Loshchilov and Hutter 2019, algorithm 2. Memory: two float32 numbers
 * per parameter element.
 */
public final class AdamW implements Optimizer {
    private final ParameterBuffer parameters;
    private final double weightDecay;
    private final AdamMoments moments;

    /** An optimizer that has taken no step. */
    public AdamW(ParameterBuffer parameters, AdamConfig config) {
        this.parameters = parameters;
        this.weightDecay = config.weightDecay();
        this.moments = new AdamMoments(parameters, config);
    }

    /** The same with PyTorch's betas 0.9 and 0.999 and epsilon 1e-8. */
    public AdamW(ParameterBuffer parameters, double weightDecay) {
        this(parameters, AdamConfig.withDecay(weightDecay));
    }

    @Override
    public void step(double learningRate) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            if (weightDecay > 0) {
                parameters.values_N().narrow(0, 0, parameters.decayed()).mul_(1 - learningRate * weightDecay);
            }
            moments.step(learningRate);
        }
    }

    @Override
    public long steps() {
        return moments.steps();
    }

    /** Running means of gradients ({@code exp_avg.NAME}) and of their squares ({@code exp_avg_sq.NAME}); views of them. */
    @Override
    public Map<String, Tensor> state() {
        return moments.state();
    }

    @Override
    public void restore(long steps, Function<String, Tensor> saved) {
        moments.restore(steps, saved);
    }

    @Override
    public void close() {
        moments.close();
    }
}
