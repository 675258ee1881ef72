package dev.trainyard.vector;

import dev.trainyard.tensor.RowProducts;

/**
 * Reads a matrix once, row after row: each of its rows is multiplied with up to four others at a time. One row after the
 * other matters more than anything else, since processors fetch ahead along a single stream.
 *
 * <p>Thread-safe; products of several threads take turns.
 */
public final class VectorRowProducts implements RowProducts {
    /** As many as are faster here than MKL on 8 processors or fewer: docs/log.md. */
    private static final int MOST_ROWS = 8;

    private static final int BYTES_OF_A_CHUNK = 1 << 16;

    private final Crew crew = new Crew();

    @Override
    public boolean available() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    @Override
    public int mostRows() {
        return MOST_ROWS;
    }

    @Override
    public void multiply(long x_RI, long weight_OI, long y_RO, int rows, int in, int out, int threads) {
        int chunkRows = Math.max(1, BYTES_OF_A_CHUNK / (in * Float.BYTES));
        int chunks = (out + chunkRows - 1) / chunkRows;
        var product = new RowProduct(x_RI, weight_OI, y_RO, rows, in, out);
        crew.share(chunks, threads, chunk -> {
            int first = chunk * chunkRows;
            product.compute(first, Math.min(out, first + chunkRows));
        });
    }
}
