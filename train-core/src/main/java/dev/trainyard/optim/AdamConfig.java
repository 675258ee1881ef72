package dev.trainyard.optim;

/**
 * The numbers of {@link Adam} and {@link AdamW}, as in PyTorch.
 *
 * @param beta1 share of the running mean of gradients that a step keeps, 0 up to but without 1
 * @param beta2 the same of the mean of their squares
 * @param epsilon added to the root of the squares, above 0
 * @param weightDecay 0 = none
 */
public record AdamConfig(double beta1, double beta2, double epsilon, double weightDecay) {
    /** PyTorch's defaults with this weight decay. */
    public static AdamConfig withDecay(double weightDecay) {
        return new AdamConfig(0.9, 0.999, 1e-8, weightDecay);
    }
}
