package dev.trainyard.nn;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * Layers of a frozen model that holds its matrices and embeddings in a smaller type, each from the moment it is read;
 * scales of norms and biases stay in float32. To be used under {@link dev.trainyard.tensor.Autocast} of that type.
 */
public final class ReducedLayers implements Layers {
    private final Layers base;
    private final DType type;

    /** @param base what the weights are asked of, in float32 */
    public ReducedLayers(Layers base, DType type) {
        this.base = base;
        this.type = type;
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        return reduced(base.weight(key, initial, shape));
    }

    @Override
    public Projection linear(String module, int in, int out, boolean bias) {
        return reduced(module, base.linear(module, in, out, bias));
    }

    @Override
    public Projection transposedLinear(String module, int in, int out) {
        return reduced(module, base.transposedLinear(module, in, out));
    }

    @Override
    public Projection head(String module, int in, int out, boolean bias) {
        return reduced(module, base.head(module, in, out, bias));
    }

    /** A map that holds no such tensor, as a quantised one, stays as it is. */
    private Projection reduced(String module, Projection projection) {
        parameters().find(module + ".weight").ifPresent(this::reduced);
        return projection;
    }

    private Tensor reduced(Tensor weight) {
        if (weight.dim() > 1 && weight.dtype() == DType.FLOAT32) {
            try (Scope scope = Scope.open();
                    NoGrad guard = NoGrad.open()) {
                weight.moveTo_(weight.to(type));
            }
        }
        return weight;
    }

    @Override
    public Parameters parameters() {
        return base.parameters();
    }

    @Override
    public Mode mode() {
        return base.mode();
    }
}
