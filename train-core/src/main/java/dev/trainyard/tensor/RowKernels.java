package dev.trainyard.tensor;

import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * What a generated token consists of, for a few rows of different texts at a time. Its products are bound by reading the
 * matrices, at which BLAS libraries leave much of the memory's speed unused, and its other operations are too small for
 * libtorch's calls. Found on the class path, since it takes a newer JDK than the rest; without one, libtorch computes.
 *
 * <p>Shapes: R rows, I features in, O features out, C width, H heads, D head dim, F inner width. All memory is float32,
 * row after row, without gaps, and named by its address. Numerics: every row's result is the same bits, whatever rows
 * come with it and however many threads work.
 */
public interface RowKernels {
    /** Whether this JVM can run it. */
    boolean available();

    /** The most rows for which products are faster than those of BLAS. */
    int mostRows();

    /**
     * A matrix that rows are multiplied with.
     *
     * @param bias_O 0 where there is none
     */
    record Matrix(long weight_OI, long bias_O, int in, int out) {}

    /**
     * Writes x · weightᵀ + bias of several matrices, side by side, to the rows of y, or adds it to them.
     *
     * @param matrices of equally many features in
     * @param threads to share the work among, at least 1
     */
    void multiply(long x_RI, List<Matrix> matrices, long y_RO, int rows, boolean add, int threads);

    /** Copies a row, or adds it to another. */
    void copy(long from_C, long to_C, int width, boolean add);

    /** Root-mean-square normalisation of each row; y may be x. */
    void rmsNorm(long x_RC, long weight_C, double epsilon, long y_RC, int rows, int width);

    /** Normalisation of each row to mean 0 and variance 1, scaled and shifted. */
    void layerNorm(long x_RC, long weight_C, long bias_C, double epsilon, long y_RC, int rows, int width);

    /**
     * Turns the pairs of features i and i + D/2 of every head in place.
     *
     * @param sin_D negative in its first half
     */
    void rotate(long x_HD, long cos_D, long sin_D, int heads, int headDim);

    /** Writes silu(first half) · second half of each row of 2·F numbers to rows of F. */
    void swiglu(long x_R2F, long y_RF, int rows, int inner, int threads);

    /** GELU, approximated by the hyperbolic tangent; y may be x. */
    void geluTanh(long x_RF, long y_RF, int rows, int inner, int threads);

    /**
     * Sizes of heads.
     *
     * @param heads of queries
     * @param keyHeads of keys and values, each serving as many queries
     */
    record Heads(int heads, int keyHeads, int headDim) {}

    /**
     * One row's part in attention: its keys and values become those of token {@code past} of its cache, and it attends to
     * all up to them.
     *
     * @param qkv the row's queries, keys and values, one after the other
     * @param keys of the cache, (key heads, capacity, D), as its values
     * @param attended where the result goes, (H·D)
     */
    record Seen(long qkv, long keys, long values, long attended, int past, int capacity) {}

    /** softmax(q · kᵀ / √D) · v for each row on its cache; rows of one cache come in the order of their tokens. */
    void attend(Heads heads, List<Seen> rows, int threads);

    /** The one on the class path, if it runs here. */
    static Optional<RowKernels> find() {
        return Found.KERNELS;
    }

    /** Looks once. */
    final class Found {
        private static final Optional<RowKernels> KERNELS = look();

        private Found() {}

        private static Optional<RowKernels> look() {
            try (Stream<ServiceLoader.Provider<RowKernels>> providers = ServiceLoader.load(RowKernels.class).stream()) {
                return providers
                        .map(ServiceLoader.Provider::get)
                        .filter(RowKernels::available)
                        .findFirst();
            } catch (ServiceConfigurationError | LinkageError olderJdk) {
                return Optional.empty();
            }
        }
    }
}
