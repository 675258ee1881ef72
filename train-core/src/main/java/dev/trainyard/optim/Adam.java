package dev.trainyard.optim;

import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/**
 * Adam, whose weight decay is an L2 penalty: a part of the gradient, so that it is scaled as the gradient is.
 *
 * <p>Numbers as {@code torch.optim.Adam}. Source: Kingma and Ba 2015, algorithm 1. Memory: two float32 numbers per
 * parameter element.
 */
public final class Adam implements Optimizer {
    private final ParameterBuffer parameters;
    private final double weightDecay;
    private final AdamMoments moments;

    /** An optimizer that has taken no step. */
    public Adam(ParameterBuffer parameters, AdamConfig config) {
        this.parameters = parameters;
        this.weightDecay = config.weightDecay();
        this.moments = new AdamMoments(parameters, config);
    }

    @Override
    public void step(double learningRate) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            parameters.addDecayToGradients(weightDecay);
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
