package dev.trainyard.optim;

import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stochastic gradient descent, with a memory of earlier gradients where momentum is above 0.
 *
 * <p>Numbers as {@code torch.optim.SGD} without dampening; weight decay is an L2 penalty. Source: Sutskever et al. 2013,
 * section 2, in PyTorch's form. Memory: one float32 number per parameter element with momentum, else none.
 */
public final class Sgd implements Optimizer {
    private final ParameterBuffer parameters;
    private final Config config;
    private final Optional<Tensor> velocity_N;
    private long step;

    /**
     * The numbers of the update.
     *
     * @param momentum share of the velocity that a step keeps, 0 up to but without 1
     * @param nesterov whether the step looks ahead along the velocity; needs momentum
     * @param weightDecay 0 = none
     */
    public record Config(double momentum, boolean nesterov, double weightDecay) {
        public Config {
            if (nesterov && momentum == 0) {
                throw new IllegalArgumentException("nesterov looks ahead along the momentum: set momentum above 0");
            }
        }
    }

    /** An optimizer that has taken no step. */
    public Sgd(ParameterBuffer parameters, Config config) {
        this.parameters = parameters;
        this.config = config;
        this.velocity_N = config.momentum > 0
                ? Optional.of(Tensor.zerosLike(parameters.values_N()).keep())
                : Optional.empty();
    }

    @Override
    public void step(double learningRate) {
        step++;
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            parameters.addDecayToGradients(config.weightDecay);
            Tensor gradients_N = parameters.gradients_N();
            Tensor direction_N = velocity_N.map(v_N -> along(v_N, gradients_N)).orElse(gradients_N);
            parameters.values_N().add_(direction_N, -learningRate);
            gradients_N.zero_();
        }
    }

    /** A velocity of zeros is at the first step the gradient, as in PyTorch. */
    private Tensor along(Tensor v_N, Tensor gradients_N) {
        v_N.mul_(config.momentum).add_(gradients_N);
        return config.nesterov ? gradients_N.add_(v_N, config.momentum) : v_N;
    }

    @Override
    public long steps() {
        return step;
    }

    /** The velocity ({@code momentum_buffer.NAME}), if there is momentum; views of it. */
    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        velocity_N.ifPresent(
                v_N -> parameters.byName(v_N).forEach((name, view) -> state.put("momentum_buffer." + name, view)));
        return state;
    }

    @Override
    public void restore(long steps, Function<String, Tensor> saved) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            state().forEach((name, view) -> view.copy_(saved.apply(name)));
        }
        this.step = steps;
    }

    @Override
    public void close() {
        velocity_N.ifPresent(Tensor::close);
    }
}
