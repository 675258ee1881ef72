package dev.trainyard.benchmarks;

import java.io.Serial;

/** A race that cannot be run, or whose sides did not do the same work. */
final class BenchmarkFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    BenchmarkFailure(String message) {
        super(message);
    }

    BenchmarkFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
