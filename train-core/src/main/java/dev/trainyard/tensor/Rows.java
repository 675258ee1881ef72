package dev.trainyard.tensor;

import java.util.Arrays;

/**
 * Memory that {@link RowKernels} compute with: float32 on the CPU, row after row.
 *
 * <p>Memory: holds what it shares or was made with until closed, outside every scope. Not thread-safe.
 */
public final class Rows implements AutoCloseable {
    private final Tensor memory;
    private final long address;
    private final int width;

    private Rows(Tensor memory) {
        this.memory = memory;
        this.address = memory.address();
        this.width = Math.toIntExact(memory.size(-1));
    }

    /** Rows of unspecified content. */
    public static Rows empty(int rows, int width) {
        return new Rows(Tensor.empty(DType.FLOAT32, rows, width).keep());
    }

    /**
     * The rows of a tensor (…, width), whose memory is shared.
     *
     * @throws IllegalArgumentException unless it is float32, row after row, on the CPU
     */
    public static Rows of(Tensor tensor) {
        if (!isPlain(tensor) || !tensor.device().equals(Device.CPU)) {
            throw new IllegalArgumentException("kernels of rows need float32, row after row, on the CPU; this is "
                    + tensor.dtype() + " " + Arrays.toString(tensor.shape()));
        }
        return new Rows(tensor.detach().keep());
    }

    static boolean isPlain(Tensor x) {
        return x.dtype() == DType.FLOAT32 && x.isContiguous();
    }

    /** Numbers of a row. */
    public int width() {
        return width;
    }

    /** Where the first row begins; valid until closed. */
    public long address() {
        return address;
    }

    /** Where a row begins. */
    public long address(int row) {
        return address + (long) row * width * Float.BYTES;
    }

    /** A copy of a row. */
    public float[] floats(int row) {
        try (Scope scope = Scope.open()) {
            return memory.view(-1, width).select(0, row).floats();
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
