package dev.trainyard.optim;

import dev.trainyard.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/**
 * Moves the parameters of one {@link ParameterBuffer} against their gradients.
 *
 * <p>Memory: owns its state; closing frees it. Not thread-safe.
 */
public interface Optimizer extends AutoCloseable {
    /**
     * Takes one step and sets the gradients to zero. Their memory may serve as scratch space of the update.
     *
     * @param learningRate of this step
     */
    void step(double learningRate);

    /** Steps taken so far. */
    long steps();

    /**
     * What the next step depends on beside parameters and gradients, by name; views of it, and none where the optimizer
     * remembers nothing.
     */
    Map<String, Tensor> state();

    /**
     * Goes on, bit for bit, after {@code steps} steps from what {@link #state} held then.
     *
     * @param saved gives each tensor by its name
     */
    void restore(long steps, Function<String, Tensor> saved);

    @Override
    void close();
}
