package dev.trainyard.adapter;

import dev.trainyard.nn.Dropout;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Tensor;

/**
 * base(x) + scale · B · A · dropout(x), around a map of any kind. Source: Hu et al. 2021, section 4.1.
 *
 * <p>Shapes: R rank. Memory: borrows its tensors.
 */
public final class LoraLinear implements AdaptedLinear {
    private final Projection base;
    private final Tensor a_RI;
    private final Tensor b_OR;
    private final double scale;
    private final Dropout dropout;
    private boolean merged;

    LoraLinear(Projection base, Tensor a_RI, Tensor b_OR, LoraConfig config, Mode mode) {
        this.base = base;
        this.a_RI = a_RI;
        this.b_OR = b_OR;
        this.scale = config.scale();
        this.dropout = new Dropout(config.dropout(), mode);
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor y = base.apply(x);
        if (merged) {
            return y;
        }
        Tensor low = Functions.linear(dropout.apply(x), a_RI);
        // In place saves a tensor as large as y; it takes matrices of one type.
        return y.dim() == 2 && y.dtype() == DType.FLOAT32
                ? y.addProduct_(low, b_OR.transpose(0, 1), scale)
                : y.add(Functions.linear(low, b_OR), scale);
    }

    @Override
    public void merge() {
        if (merged) {
            return;
        }
        base.changeWeight(weight_OI -> b_OR.matmul(a_RI).mul_(scale).add_(weight_OI));
        merged = true;
    }

    @Override
    public Projection base() {
        return base;
    }
}
