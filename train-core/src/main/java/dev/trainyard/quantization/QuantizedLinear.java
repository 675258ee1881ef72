package dev.trainyard.quantization;

import dev.trainyard.nn.LazyWeight;
import dev.trainyard.nn.Quantized;
import dev.trainyard.nn.StoredLinear;
import dev.trainyard.tensor.Autocast;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.GradientHook;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * x · weightᵀ + bias with a frozen weight in four bits, which is turned back to floating point for each use and
 * forgotten: on the way back of gradients it is turned back once more.
 *
 * <p>Precision: the product is in x's type. Memory: borrows its tensors; owns a hook.
 */
final class QuantizedLinear implements StoredLinear, Quantized {
    private final Nf4Weight weight;
    private final Optional<Tensor> bias;
    private final boolean transposed;
    private final Nf4Decoder decoder;
    private final GradientHook float32Hook;
    private final GradientHook bfloat16Hook;
    private final List<UnaryOperator<Tensor>> changes = new ArrayList<>();
    private @Nullable Tensor dense;

    /** @param transposed whether the model stores this map's weight as (in, out) where it is not quantised */
    QuantizedLinear(Nf4Weight weight, Optional<Tensor> bias, boolean transposed, Nf4Decoder decoder) {
        this.weight = weight;
        this.bias = bias;
        this.transposed = transposed;
        this.decoder = decoder;
        this.float32Hook = new GradientHook(() -> decoder.refill(weight, DType.FLOAT32));
        this.bfloat16Hook = new GradientHook(() -> decoder.refill(weight, DType.BFLOAT16));
        decoder.reserve(weight);
    }

    @Override
    public Tensor apply(Tensor x) {
        return apply(x, bias);
    }

    @Override
    public Tensor product(Tensor x) {
        return apply(x, Optional.empty());
    }

    private Tensor apply(Tensor input, Optional<Tensor> added) {
        if (dense != null || isChanged()) {
            try (Scope scope = Scope.open()) {
                return scope.leave(Functions.linear(input, weight(), added));
            }
        }
        // In its type now: a weight that autocast converts would be held until the way back.
        Tensor x = Autocast.input(input);
        // Of two dimensions, so that it is one operation, and the hook runs right before that one's way back.
        Tensor x_NI = x.reshape(-1, weight.columns());
        Tensor y_NO = Functions.linear(x_NI, decoder.shared(weight, x.dtype()), added);
        if (y_NO.requiresGrad()) {
            y_NO.beforeBackward(hook(x.dtype()));
        }
        long[] shape = x.shape();
        shape[shape.length - 1] = weight.rows();
        return y_NO.view(shape);
    }

    private GradientHook hook(DType type) {
        return switch (type) {
            case FLOAT32 -> float32Hook;
            case BFLOAT16 -> bfloat16Hook;
            default ->
                throw new IllegalArgumentException(
                        "gradients by quantised weights are float32 or bfloat16, not " + type);
        };
    }

    @Override
    public Tensor weight() {
        if (dense != null) {
            return dense;
        }
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor whole = decoder.fresh(weight);
            for (UnaryOperator<Tensor> change : changes) {
                whole = change.apply(whole);
            }
            return scope.leave(whole);
        }
    }

    @Override
    public Optional<Tensor> bias() {
        return bias;
    }

    @Override
    public int inFeatures() {
        return weight.columns();
    }

    @Override
    public int outFeatures() {
        return weight.rows();
    }

    @Override
    public void changeWeight(UnaryOperator<Tensor> change) {
        if (dense == null) {
            changes.add(change);
            return;
        }
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            dense.copy_(change.apply(dense));
        }
    }

    @Override
    public boolean isChanged() {
        return !changes.isEmpty();
    }

    @Override
    public LazyWeight whole() {
        long[] shape = {transposed ? weight.columns() : weight.rows(), transposed ? weight.rows() : weight.columns()};
        return new LazyWeight(shape, DType.FLOAT32, () -> transposed ? weight().transpose(0, 1) : weight());
    }

    @Override
    public Tensor dequantize() {
        Tensor stored;
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            stored = whole().values().get().copy().keep();
            dense = (transposed ? stored.transpose(0, 1) : stored).keep();
        }
        return stored;
    }

    @Override
    public void close() {
        float32Hook.close();
        bfloat16Hook.close();
        if (dense != null && transposed) {
            dense.close();
        }
    }

    @Override
    public String toString() {
        return "QuantizedLinear" + Arrays.toString(new int[] {weight.rows(), weight.columns()});
    }
}
