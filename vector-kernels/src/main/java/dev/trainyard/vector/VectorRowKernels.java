package dev.trainyard.vector;

import dev.trainyard.tensor.RowKernels;
import java.util.List;

/**
 * Reads a matrix once, row after row: each of its rows is multiplied with up to four others at a time. One row after the
 * other matters more than anything else, since processors fetch ahead along a single stream.
 *
 * <p>Thread-safe; callers of several threads take turns.
 */
public final class VectorRowKernels implements RowKernels {
    /** As many as are faster here than MKL on 8 processors or fewer: docs/log.md. */
    private static final int MOST_ROWS = 8;

    private static final int BYTES_OF_A_CHUNK = 1 << 16;
    /** Functions of fewer numbers are not worth sharing. */
    private static final int NUMBERS_TO_SHARE = 1 << 12;

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
    public void multiply(long x_RI, List<Matrix> matrices, long y_RO, int rows, boolean add, int threads) {
        int in = matrices.getFirst().in();
        int chunkRows = chunkRows(in);
        var products = new RowProduct[matrices.size()];
        var ends = new int[products.length];
        long apart = Lanes.bytes(matrices.stream().mapToInt(Matrix::out).sum());
        long y = y_RO;
        int chunks = 0;
        for (int i = 0; i < products.length; i++) {
            Matrix matrix = matrices.get(i);
            products[i] = new RowProduct(x_RI, matrix, y, apart, rows, add);
            y += Lanes.bytes(matrix.out());
            chunks += (matrix.out() + chunkRows - 1) / chunkRows;
            ends[i] = chunks;
        }
        crew.share(chunks, threads, chunk -> {
            int i = 0;
            while (chunk >= ends[i]) {
                i++;
            }
            int first = (chunk - (i == 0 ? 0 : ends[i - 1])) * chunkRows;
            products[i].compute(first, Math.min(products[i].matrix().out(), first + chunkRows));
        });
    }

    /** A multiple of what {@link Lanes#sums} takes. */
    private static int chunkRows(int in) {
        return Math.max(1, BYTES_OF_A_CHUNK / (in * Float.BYTES * Lanes.COUNT)) * Lanes.COUNT;
    }

    @Override
    public void copy(long from_C, long to_C, int width, boolean add) {
        if (add) {
            RowFunctions.add(from_C, to_C, width);
        } else {
            Lanes.copy(from_C, to_C, width);
        }
    }

    @Override
    public void rmsNorm(long x_RC, long weight_C, double epsilon, long y_RC, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            long at = row * Lanes.bytes(width);
            RowFunctions.rmsNorm(x_RC + at, weight_C, epsilon, y_RC + at, width);
        }
    }

    @Override
    public void layerNorm(long x_RC, long weight_C, long bias_C, double epsilon, long y_RC, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            long at = row * Lanes.bytes(width);
            RowFunctions.layerNorm(x_RC + at, weight_C, bias_C, epsilon, y_RC + at, width);
        }
    }

    @Override
    public void rotate(long x_HD, long cos_D, long sin_D, int heads, int headDim) {
        for (int head = 0; head < heads; head++) {
            RowFunctions.rotate(x_HD + head * Lanes.bytes(headDim), cos_D, sin_D, headDim);
        }
    }

    @Override
    public void swiglu(long x_R2F, long y_RF, int rows, int inner, int threads) {
        crew.share(rows, rows * inner < NUMBERS_TO_SHARE ? 1 : threads, row -> {
            long at = row * Lanes.bytes(inner);
            RowFunctions.swiglu(x_R2F + 2 * at, x_R2F + 2 * at + Lanes.bytes(inner), y_RF + at, inner);
        });
    }

    @Override
    public void geluTanh(long x_RF, long y_RF, int rows, int inner, int threads) {
        crew.share(rows, rows * inner < NUMBERS_TO_SHARE ? 1 : threads, row -> {
            long at = row * Lanes.bytes(inner);
            RowFunctions.geluTanh(x_RF + at, y_RF + at, inner);
        });
    }

    @Override
    public void attend(Heads heads, List<Seen> rows, int threads) {
        // A row may attend to one before it.
        rows.forEach(row -> new RowAttention(heads, row).store());
        crew.share(
                rows.size() * heads.keyHeads(),
                threads,
                part -> new RowAttention(heads, rows.get(part / heads.keyHeads())).attend(part % heads.keyHeads()));
    }
}
