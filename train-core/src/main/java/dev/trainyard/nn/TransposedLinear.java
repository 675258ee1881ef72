package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * x · weight + bias, with a weight stored as (in, out): the Conv1D of GPT-2's checkpoints. Memory: borrows its tensors
 * from {@link Parameters}.
 */
public final class TransposedLinear implements StoredLinear {
    private final Tensor weight_IO;
    private final Tensor bias_O;

    /** A map with this weight and bias. */
    public TransposedLinear(Tensor weight_IO, Tensor bias_O) {
        this.weight_IO = weight_IO;
        this.bias_O = bias_O;
    }

    @Override
    public Tensor apply(Tensor x) {
        return Functions.linear(x, weight_IO.transpose(0, 1), bias_O);
    }

    @Override
    public Tensor product(Tensor x) {
        return Functions.linear(x, weight_IO.transpose(0, 1));
    }

    @Override
    public Tensor weight() {
        return weight_IO.detach().transpose(0, 1);
    }

    @Override
    public Optional<Tensor> bias() {
        return Optional.of(bias_O);
    }

    @Override
    public int inFeatures() {
        return Math.toIntExact(weight_IO.size(0));
    }

    @Override
    public int outFeatures() {
        return Math.toIntExact(weight_IO.size(1));
    }

    @Override
    public void changeWeight(UnaryOperator<Tensor> change) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            weight_IO.copy_(change.apply(weight()).transpose(0, 1));
        }
    }
}
