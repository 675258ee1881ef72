package dev.trainyard.tensor;

import org.bytedeco.javacpp.Pointer;

/**
 * What the process holds natively at one moment; for tests and metrics.
 *
 * @param handles native objects that a Java object still refers to, of any kind
 * @param residentBytes physical memory of the process
 */
public record NativeMemory(long handles, long residentBytes) {
    /** Measures now. */
    public static NativeMemory now() {
        NativeLibraries.load();
        return new NativeMemory(Pointer.totalCount(), Pointer.physicalBytes());
    }

    /** Whether this exception of a native operation means that memory was exhausted. */
    public static boolean isExhaustion(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return true;
        }
        String message = failure.getMessage();
        return message != null
                && (message.contains("can't allocate memory")
                        || message.contains("not enough memory")
                        || message.contains("CUDA out of memory")
                        || message.contains("std::bad_alloc"));
    }
}
