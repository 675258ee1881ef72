package dev.trainyard.tensor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch and its BLAS once per process. Thread-safe. */
public final class NativeLibraries {
    private static boolean loaded;

    private NativeLibraries() {}

    /**
     * Loads the native libraries unless they are loaded. Holds a lock file meanwhile, because JavaCPP unpacks into and
     * rewrites its cache without one: two processes starting at once would break each other.
     *
     * @throws IllegalStateException if the cache folder cannot be written or a library does not load
     */
    public static synchronized void load() {
        if (loaded) {
            return;
        }
        NativeOptions.systemProperties().forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        loadLocked(torch.class);
        loaded = true;
    }

    /** Loads a further library of libtorch's binding, {@code binding} being its class of functions. */
    static synchronized void loadWith(Class<?> binding) {
        load();
        loadLocked(binding);
    }

    private static void loadLocked(Class<?> binding) {
        Path cache = Path.of(System.getProperty(NativeOptions.CACHE_PROPERTY));
        try {
            Files.createDirectories(cache);
            loadLocked(binding, cache.resolve("load.lock"));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the folder for native libraries " + cache
                            + " cannot be written: set TRAINYARD_NATIVE_CACHE to a writable folder",
                    e);
        }
    }

    private static void loadLocked(Class<?> binding, Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock on " + lockFile + " was lost");
            }
            Loader.load(binding);
        }
    }

    /** Number of threads one operation computes with. */
    public static int threads() {
        load();
        return torch.get_num_threads();
    }

    /**
     * Changes the number of threads one operation computes with; results differ in the last bits between numbers.
     *
     * @param threads at least 1
     */
    public static void useThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + " is too small: use 1 or more");
        }
        load();
        torch.set_num_threads(threads);
    }

    /** The BLAS this process really computes with, read from its memory map; empty where that cannot be read. */
    public static Optional<String> blas() {
        load();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            var mapped = lines.toList();
            if (mapped.stream().anyMatch(line -> line.contains("libmkl_core") || line.contains("libmkl_rt"))) {
                return Optional.of("mkl");
            }
            return mapped.stream().anyMatch(line -> line.contains("libopenblas"))
                    ? Optional.of("openblas")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
