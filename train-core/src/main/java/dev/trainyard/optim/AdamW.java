package dev.trainyard.optim;

/**
 * Adam with decoupled weight decay: the weights shrink by themselves, apart from the gradient.
 *
 * <p>Numbers as {@code torch.optim.AdamW}. Source: Loshchilov and Hutter 2019, algorithm 2. Memory: two float32 numbers
 * per parameter element.
 */
public final class AdamW extends AdamMoments {
    /** An optimizer that has taken no step. */
    public AdamW(ParameterBuffer parameters, AdamConfig config) {
        super(parameters, config);
    }

    /** The same with PyTorch's betas 0.9 and 0.999 and epsilon 1e-8. */
    public AdamW(ParameterBuffer parameters, double weightDecay) {
        this(parameters, AdamConfig.withDecay(weightDecay));
    }

    @Override
    void decay(ParameterBuffer parameters, double weightDecay, double learningRate) {
        if (weightDecay > 0) {
            parameters.values_N().narrow(0, 0, parameters.decayed()).mul_(1 - learningRate * weightDecay);
        }
    }
}
