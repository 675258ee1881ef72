package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the weights move.
 *
 * @param precision number format of the forward pass; trained weights are always kept in 32 bits
 * @param gradientCheckpointing whether layers are computed again on the way back, for less memory and more time
 * @param packing whether a batch is filled with as many rows as fit, so that {@code batch_size} counts sequences of
 *     {@code max_length} tokens; rows never see each other
 * @param groupByLength whether the rows of a batch are of like length; for shuffled rows that are not packed
 * @param betas the two of ADAMW and ADAM; by default 0.9 and 0.999
 * @param eps of ADAMW and ADAM; by default 1e-8
 * @param momentum of SGD; by default 0
 * @param nesterov of SGD with momentum; by default false
 * @param dpo learning of preferences instead of answers
 */
public record Optimization(
        Optimizer optimizer,
        Scheduler scheduler,
        Precision precision,
        boolean gradientCheckpointing,
        boolean packing,
        boolean groupByLength,
        EarlyStopping earlyStopping,
        Optional<List<Double>> betas,
        OptionalDouble eps,
        OptionalDouble momentum,
        Optional<Boolean> nesterov,
        Optional<Dpo> dpo) {

    /**
     * Direct preference optimisation over pairs of answers.
     *
     * @param beta how closely the model is held to the one it starts as
     * @param labelSmoothing probability that a preference is the wrong way round, 0 up to but without 0.5
     */
    public record Dpo(double beta, double labelSmoothing) {}

    /** Update rule. */
    public enum Optimizer {
        /** Adam with decoupled weight decay. */
        ADAMW,
        /** Adam with weight decay as an L2 penalty. */
        ADAM,
        /** Stochastic gradient descent, with weight decay as an L2 penalty. */
        SGD
    }

    /** Course of the learning rate after warm-up. */
    public enum Scheduler {
        /** Falls to 0 in a line. */
        LINEAR,
        /** Falls to 0 in half a cosine. */
        COSINE,
        /** Stays. */
        CONSTANT
    }

    /** Number format of the forward pass. */
    public enum Precision {
        FP32,
        /** Products of matrices and attention in bfloat16, everything else in 32 bits. */
        BF16
    }

    /**
     * Ends training when the watched metric no longer improves.
     *
     * @param patience validations without improvement after which training ends
     * @param minDelta smallest change that counts as improvement
     * @param metric name of a validation metric; lower is better for {@code *_loss} and {@code perplexity}, higher
     *     otherwise
     */
    public record EarlyStopping(boolean enabled, int patience, double minDelta, String metric) {}
}
