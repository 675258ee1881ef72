package dev.trainyard.tensor;

import java.util.List;
import java.util.Optional;

/**
 * A matrix (out, in), perhaps with a bias, that few rows at a time are multiplied with by {@link RowKernels}; nothing is
 * recorded for gradients.
 *
 * <p>Memory: holds its matrix until closed, outside every scope.
 */
public final class RowMatrix implements AutoCloseable {
    private final RowKernels kernels;
    private final Rows weight;
    private final Optional<Rows> bias;
    private final RowKernels.Matrix product;
    private final RowKernels.Matrix whole;
    private final int threads;

    /**
     * @param weight_OI float32 on the CPU; shares its memory, row after row
     * @throws IllegalArgumentException if it lies otherwise
     */
    public RowMatrix(RowKernels kernels, Tensor weight_OI, Optional<Tensor> bias_O) {
        this.kernels = kernels;
        this.weight = Rows.of(weight_OI);
        this.bias = bias_O.map(Rows::of);
        int in = Math.toIntExact(weight_OI.size(1));
        int out = Math.toIntExact(weight_OI.size(0));
        this.product = new RowKernels.Matrix(weight.address(), 0, in, out);
        this.whole =
                new RowKernels.Matrix(weight.address(), bias.map(Rows::address).orElse(0L), in, out);
        this.threads = NativeLibraries.threads();
    }

    /** The kernels that multiply it. */
    public RowKernels kernels() {
        return kernels;
    }

    /** With its bias, for kernels. */
    public RowKernels.Matrix whole() {
        return whole;
    }

    /** Whether x has few enough rows, and is as the matrix is. */
    public boolean takes(Tensor x) {
        return x.count() <= (long) kernels.mostRows() * product.in() && Rows.isPlain(x);
    }

    /** x · weightᵀ for what it {@link #takes}, from (…, in) to (…, out). */
    public Tensor product(Tensor x) {
        return multiplied(x, product);
    }

    /** The same with the bias added. */
    public Tensor apply(Tensor x) {
        return multiplied(x, whole);
    }

    private Tensor multiplied(Tensor x, RowKernels.Matrix matrix) {
        long[] shape = x.shape();
        int rows = Math.toIntExact(x.count() / matrix.in());
        shape[shape.length - 1] = matrix.out();
        Tensor y = Tensor.empty(DType.FLOAT32, shape);
        kernels.multiply(x.address(), List.of(matrix), y.address(), rows, false, threads);
        return y;
    }

    @Override
    public void close() {
        weight.close();
        bias.ifPresent(Rows::close);
    }
}
