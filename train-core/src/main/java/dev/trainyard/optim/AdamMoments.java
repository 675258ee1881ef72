package dev.trainyard.optim;

import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What Adam and AdamW have in common: the running means of gradients and of their squares, and the step along them. They
 * differ in what weight decay acts on. Source: Kingma and Ba 2015, algorithm 1.
 */
abstract sealed class AdamMoments implements Optimizer permits Adam, AdamW {
    private final ParameterBuffer parameters;
    private final AdamConfig config;
    private final Tensor mean_N;
    private final Tensor square_N;
    private long step;

    AdamMoments(ParameterBuffer parameters, AdamConfig config) {
        this.parameters = parameters;
        this.config = config;
        this.mean_N = Tensor.zerosLike(parameters.values_N()).keep();
        this.square_N = Tensor.zerosLike(parameters.values_N()).keep();
    }

    /** Lets weight decay act, before the gradients are taken in; no gradient is recorded. */
    abstract void decay(ParameterBuffer parameters, double weightDecay, double learningRate);

    @Override
    public void step(double learningRate) {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            decay(parameters, config.weightDecay(), learningRate);
            move(learningRate);
        }
    }

    private void move(double learningRate) {
        step++;
        double correction1 = 1 - Math.pow(config.beta1(), step);
        double correction2 = Math.sqrt(1 - Math.pow(config.beta2(), step));
        Tensor gradients_N = parameters.gradients_N();
        mean_N.lerp_(gradients_N, 1 - config.beta1());
        square_N.mul_(config.beta2()).addcmul_(gradients_N, gradients_N, 1 - config.beta2());
        Tensor denominator_N =
                gradients_N.copy_(square_N).sqrt_().div_(correction2).add_(config.epsilon());
        parameters.values_N().addcdiv_(mean_N, denominator_N, -learningRate / correction1);
        gradients_N.zero_();
    }

    @Override
    public long steps() {
        return step;
    }

    /** Running means of gradients ({@code exp_avg.NAME}) and of their squares ({@code exp_avg_sq.NAME}); views of them. */
    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        parameters.byName(mean_N).forEach((name, view) -> state.put("exp_avg." + name, view));
        parameters.byName(square_N).forEach((name, view) -> state.put("exp_avg_sq." + name, view));
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
        mean_N.close();
        square_N.close();
    }
}
