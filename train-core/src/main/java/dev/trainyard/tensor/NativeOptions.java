package dev.trainyard.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What a JVM that uses tensors must be started with. Loads no native library itself, so that a service can start
 * children correctly without becoming such a JVM.
 *
 * <p>A JVM started without these options works too, only slower: {@link NativeLibraries} sets what can still be set.
 */
public final class NativeOptions {
    static final String CACHE_PROPERTY = "org.bytedeco.javacpp.cachedir";

    private static final String VECTORS = "jdk.incubator.vector";

    private NativeOptions() {}

    /** Options for the {@code java} command: memory accounting off, the right BLAS, an own cache of native files. */
    public static List<String> jvmOptions() {
        var options = new java.util.ArrayList<String>();
        options.add("--enable-native-access=ALL-UNNAMED");
        // The heap grows to what it needs; the JVM's own first guess is a part of the machine's memory.
        options.add("-Xms16m");
        if (ModuleFinder.ofSystem().find(VECTORS).isPresent()) {
            // For RowKernels. The JVM notes on stderr that the module is an incubating one.
            options.add("--add-modules=" + VECTORS);
        }
        systemProperties().forEach((name, value) -> options.add("-D" + name + "=" + value));
        return List.copyOf(options);
    }

    /** Environment variables for a child that uses all processors. */
    public static Map<String, String> environment() {
        return environment(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Environment variables for a child that computes with this many threads.
     *
     * @param threads at least 1
     */
    public static Map<String, String> environment(int threads) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        // Idle threads sleep rather than spin: beside other busy processes that is several times faster, and OpenBLAS
        // has a thread pool beside OpenMP's. A machine of one's own may set ACTIVE.
        environment.put("OMP_WAIT_POLICY", System.getenv().getOrDefault("OMP_WAIT_POLICY", "PASSIVE"));
        // Each step allocates the same again: one heap that keeps what was freed spares the kernel's page faults, and
        // has less left over than one for every thread.
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("MALLOC_MMAP_THRESHOLD_", Integer.toString(1 << 25));
        environment.put("MALLOC_TRIM_THRESHOLD_", Integer.toString(1 << 26));
        environment.put("MALLOC_TOP_PAD_", Integer.toString(1 << 20));
        // Pages of 2 MiB where the kernel gives them on demand: fewer misses of the TLB, no more memory.
        environment.put("GLIBC_TUNABLES", System.getenv().getOrDefault("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"));
        if (mklVersion().isPresent()) {
            // No number of its own: a thread that computes alone must not wake others for its products.
            // The OpenMP runtime libtorch itself uses; two runtimes would spin against each other.
            environment.put("MKL_THREADING_LAYER", "GNU");
        } else {
            // Its threads are a pool of their own, which does not know of halves of a batch and would wait against
            // them.
            environment.put("OPENBLAS_NUM_THREADS", "1");
        }
        return Map.copyOf(environment);
    }

    /** Folder of the unpacked native libraries: one per set of versions and BLAS, because JavaCPP rewrites links in it. */
    public static Path cacheFolder() {
        String configured = System.getenv("TRAINYARD_NATIVE_CACHE");
        Path root = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".trainyard", "native")
                : Path.of(configured);
        String blas = mklVersion().map(version -> "mkl-" + version).orElse("openblas");
        String torch = version("pytorch").orElse("unknown");
        String accelerator = hasCuda() ? "-cuda" : "";
        return root.resolve("pytorch-" + torch + "-" + blas + accelerator).toAbsolutePath();
    }

    static Map<String, String> systemProperties() {
        var properties = new LinkedHashMap<String, String>();
        properties.put(CACHE_PROPERTY, cacheFolder().toString());
        // Otherwise each allocation reads the process' memory from the kernel.
        properties.put("org.bytedeco.javacpp.maxphysicalbytes", "0");
        properties.put("org.bytedeco.javacpp.maxbytes", "0");
        if (mklVersion().isPresent()) {
            properties.put("org.bytedeco.openblas.load", "mkl_rt");
        }
        return properties;
    }

    /** Versions of the native libraries on the class path, by name: results may differ in the last bits between them. */
    public static Map<String, String> versions() {
        var versions = new LinkedHashMap<String, String>();
        version("pytorch").ifPresent(version -> versions.put("pytorch", version));
        mklVersion()
                .ifPresentOrElse(
                        version -> versions.put("blas", "mkl " + version), () -> versions.put("blas", "openblas"));
        if (hasCuda()) {
            versions.put("accelerator", "cuda");
        }
        return versions;
    }

    /** Whether libtorch's libraries for graphics processors are on the class path. */
    private static boolean hasCuda() {
        return NativeOptions.class.getResource("/org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so") != null;
    }

    private static Optional<String> mklVersion() {
        return version("mkl");
    }

    private static Optional<String> version(String artifact) {
        String resource = "/META-INF/maven/org.bytedeco/" + artifact + "/pom.properties";
        try (InputStream in = NativeOptions.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            var properties = new Properties();
            properties.load(in);
            return Optional.of(properties.getProperty("version", "unknown"));
        } catch (IOException e) {
            throw new UncheckedIOException("the class path cannot be read at " + resource, e);
        }
    }
}
