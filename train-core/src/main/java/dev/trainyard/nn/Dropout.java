package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;

/**
 * Drops elements in training, and nothing in prediction. Source: Srivastava et al. 2014.
 *
 * @param probability 0 up to but without 1
 */
public record Dropout(double probability, Mode mode) {
    public Dropout {
        if (probability > 0) {
            mode.requireOrder();
        }
    }

    /** From and to any shape; the same tensor where nothing is dropped. */
    public Tensor apply(Tensor x) {
        double now = now();
        return now > 0 ? Functions.dropout(x, now) : x;
    }

    /** The probability that holds now. */
    double now() {
        return mode.isTraining() ? probability : 0;
    }
}
