package dev.trainyard.checkpoint;

import dev.trainyard.nn.StoredLinear;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * x · weightᵀ + bias with a weight that stays in its file and is read for each use.
 *
 * @param read the weight (out, in) in float32 where it is to be used, in the present scope
 */
record PassingLinear(Supplier<Tensor> read, Optional<Tensor> bias, int inFeatures, int outFeatures)
        implements StoredLinear {
    @Override
    public Tensor product(Tensor x) {
        try (Scope scope = Scope.open()) {
            return scope.leave(Functions.linear(x, weight()));
        }
    }

    @Override
    public Tensor weight() {
        return read.get();
    }

    @Override
    public void changeWeight(UnaryOperator<Tensor> change) {
        throw new IllegalStateException("the weight is in a file, which stays as it is: load the model into memory");
    }
}
