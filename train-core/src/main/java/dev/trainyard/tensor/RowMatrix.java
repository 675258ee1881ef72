package dev.trainyard.tensor;

import java.util.Arrays;

/**
 * A matrix (out, in) that few rows at a time are multiplied with by {@link RowProducts}; nothing is recorded for
 * gradients.
 *
 * <p>Memory: holds its matrix until closed, outside every scope.
 */
public final class RowMatrix implements AutoCloseable {
    private final RowProducts products;
    private final Tensor weight_OI;
    private final int in;
    private final int out;
    private final int threads;

    /**
     * @param weight_OI float32 on the CPU; shares its memory, row after row
     * @throws IllegalArgumentException if it lies otherwise
     */
    public RowMatrix(RowProducts products, Tensor weight_OI) {
        if (!isPlain(weight_OI) || !weight_OI.device().equals(Device.CPU)) {
            throw new IllegalArgumentException(
                    "products of rows need a float32 matrix, row after row, on the CPU; this is " + weight_OI.dtype()
                            + " " + Arrays.toString(weight_OI.shape()));
        }
        this.products = products;
        this.weight_OI = weight_OI.detach().keep();
        this.in = Math.toIntExact(weight_OI.size(1));
        this.out = Math.toIntExact(weight_OI.size(0));
        this.threads = NativeLibraries.threads();
    }

    private static boolean isPlain(Tensor x) {
        return x.dtype() == DType.FLOAT32 && x.isContiguous();
    }

    /** Whether x has few enough rows, and is as the matrix is. */
    public boolean takes(Tensor x) {
        return x.count() <= (long) products.mostRows() * in && isPlain(x);
    }

    /** x · weightᵀ for what it {@link #takes}, from (…, in) to (…, out). */
    public Tensor product(Tensor x) {
        long[] shape = x.shape();
        int rows = Math.toIntExact(x.count() / in);
        shape[shape.length - 1] = out;
        Tensor y = Tensor.empty(DType.FLOAT32, shape);
        products.multiply(x.address(), weight_OI.address(), y.address(), rows, in, out, threads);
        return y;
    }

    @Override
    public void close() {
        weight_OI.close();
    }
}
