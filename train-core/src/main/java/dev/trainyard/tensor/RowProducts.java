package dev.trainyard.tensor;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Products of few rows with a large matrix: what a generated token consists of. They are bound by reading the matrix, at
 * which BLAS libraries leave much of the memory's speed unused. Found on the class path, since it takes a newer JDK than
 * the rest; without one, BLAS multiplies.
 *
 * <p>Shapes: R rows, I features in, O features out. All memory is float32, row after row, without gaps.
 */
public interface RowProducts {
    /** Whether this JVM can run it. */
    boolean available();

    /** The most rows for which it is faster than BLAS. */
    int mostRows();

    /**
     * Writes x · weightᵀ to y; every row's result is the same, whatever rows come with it and however many threads work.
     *
     * @param x_RI address of the rows
     * @param weight_OI address of the matrix
     * @param y_RO address of the result
     * @param threads to share the work among, at least 1
     */
    void multiply(long x_RI, long weight_OI, long y_RO, int rows, int in, int out, int threads);

    /** The one on the class path, if it runs here. */
    static Optional<RowProducts> find() {
        return Found.PRODUCTS;
    }

    /** Looks once. */
    final class Found {
        private static final Optional<RowProducts> PRODUCTS = look();

        private Found() {}

        private static Optional<RowProducts> look() {
            try (Stream<ServiceLoader.Provider<RowProducts>> providers =
                    ServiceLoader.load(RowProducts.class).stream()) {
                return providers
                        .map(ServiceLoader.Provider::get)
                        .filter(RowProducts::available)
                        .findFirst();
            } catch (ServiceConfigurationError | LinkageError olderJdk) {
                return Optional.empty();
            }
        }
    }
}
