package dev.trainyard.optim;

/**
 * Adam, whose weight decay is an L2 penalty: a part of the gradient, so that it is scaled as the gradient is.
 *
 * <p>Numbers as {@code torch.optim.Adam}. Source: Kingma and Ba 2015, algorithm 1. Memory: two float32 numbers per
 * parameter element.
 */
public final class Adam extends AdamMoments {
    /** An optimizer that has taken no step. */
    public Adam(ParameterBuffer parameters, AdamConfig config) {
        super(parameters, config);
    }

    @Override
    void decay(ParameterBuffer parameters, double weightDecay, double learningRate) {
        parameters.addDecayToGradients(weightDecay);
    }
}
