package dev.trainyard.adapter;

import dev.trainyard.nn.Dropout;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.StoredLinear;
import dev.trainyard.tensor.Autocast;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * x · Wᵀ + bias with W = magnitude · V / |V| row by row, where V is the base's weight plus scale · B · A. Source: Liu et
 * al. 2024, equation 5 and section 4.3; PEFT, tuners/lora/dora.py.
 *
 * <p>The row lengths |V| follow the update but take no gradient. In training with dropout, only what differs from the
 * base sees the dropped input. Shapes: R rank, I in, O out. Memory: borrows its tensors.
 */
final class DoraLinear implements AdaptedLinear {
    private final StoredLinear base;
    private final Update update;
    private final double scale;
    private final Dropout dropout;
    private boolean merged;

    /** What is trained. */
    record Update(Tensor a_RI, Tensor b_OR, Tensor magnitude_O) {}

    DoraLinear(StoredLinear base, Update update, LoraConfig config, Mode mode) {
        this.base = base;
        this.update = update;
        this.scale = config.scale();
        this.dropout = new Dropout(config.dropout(), mode);
    }

    @Override
    public Tensor apply(Tensor x) {
        if (merged) {
            return base.apply(x);
        }
        Tensor factor_O = update.magnitude_O.div(length_O());
        Tensor dropped = dropout.apply(x);
        if (dropped == x) {
            Tensor y = base.product(x).add(lowRank(x), scale).mul(factor_O);
            return base.bias().map(y::add).orElse(y);
        }
        Tensor turned = base.product(dropped).mul(factor_O.add(-1));
        return base.apply(x).add(turned).add(lowRank(dropped).mul(factor_O), scale);
    }

    private Tensor lowRank(Tensor x) {
        return Functions.linear(Functions.linear(x, update.a_RI), update.b_OR);
    }

    private Tensor length_O() {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            return scope.leave(updated(base.weight()).norm(1));
        }
    }

    /** V, in float32: lengths need its digits. */
    private Tensor updated(Tensor weight_OI) {
        try (Autocast full = Autocast.open(DType.FLOAT32)) {
            return update.b_OR.matmul(update.a_RI).mul_(scale).add_(weight_OI);
        }
    }

    @Override
    public void merge() {
        if (merged) {
            return;
        }
        base.changeWeight(weight_OI -> {
            Tensor updated_OI = updated(weight_OI);
            return updated_OI.mul_(update.magnitude_O.div(updated_OI.norm(1)).view(-1, 1));
        });
        merged = true;
    }

    @Override
    public StoredLinear base() {
        return base;
    }
}
