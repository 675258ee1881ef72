package dev.trainyard.nn;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** x · weightᵀ + bias, with a full-precision weight. Memory: borrows its tensors from {@link Parameters}. */
public final class Linear implements StoredLinear {
    private final Tensor weight;
    private final Optional<Tensor> bias;

    /** A map with this weight (out, in) and, unless empty, bias (out). */
    public Linear(Tensor weight, Optional<Tensor> bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** A map whose weight and, if wanted, bias are asked for below the module. */
    public static Linear of(Layers layers, String module, int in, int out, boolean bias) {
        return new Linear(
                layers.weight(module + ".weight", Initial.NORMAL, out, in),
                bias ? Optional.of(layers.weight(module + ".bias", Initial.ZEROS, out)) : Optional.empty());
    }

    @Override
    public Tensor apply(Tensor x) {
        return Functions.linear(x, weight, bias);
    }

    @Override
    public Tensor product(Tensor x) {
        return Functions.linear(x, weight);
    }

    @Override
    public Tensor weight() {
        return weight.detach();
    }

    @Override
    public Optional<Tensor> bias() {
        return bias;
    }

    @Override
    public int inFeatures() {
        return Math.toIntExact(weight.size(1));
    }

    @Override
    public int outFeatures() {
        return Math.toIntExact(weight.size(0));
    }

    @Override
    public void changeWeight(UnaryOperator<Tensor> change) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            weight.copy_(change.apply(weight()));
        }
    }
}
