package dev.trainyard.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    @TempDir
    Path cache;

    /** The main of the child processes: computes once and tells with which BLAS. */
    public static final class Child {
        public static void main(String[] args) {
            try (Scope scope = Scope.open()) {
                double sum =
                        Tensor.ones(64, 64).matmul(Tensor.ones(64, 64)).sum().item();
                System.out.println(sum + " " + NativeLibraries.blas().orElse("none"));
            }
        }
    }

    @Test
    void twoProcessesStartAtOnceOnAnEmptyCache() throws IOException, InterruptedException {
        List<Process> children = List.of(start(), start());
        for (Process child : children) {
            assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(child.getInputStream().readAllBytes())).endsWith("262144.0 mkl\n");
            assertThat(child.exitValue()).isZero();
        }
        try (var folders = Files.list(cache)) {
            assertThat(folders).singleElement().asString().contains("pytorch-2.10.0-1.5.13-mkl-");
        }
    }

    private Process start() throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the options contain besides the cache is the same in any process.
        NativeOptions.jvmOptions().stream()
                .filter(option -> !option.startsWith("-D" + NativeOptions.CACHE_PROPERTY))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TRAINYARD_NATIVE_CACHE", cache.toString());
        builder.environment().putAll(NativeOptions.environment(1));
        return builder.start();
    }

    @Test
    void optionsNameAnOwnCacheAndTheThreads() {
        assertThat(NativeOptions.jvmOptions())
                .contains(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                        "-Dorg.bytedeco.openblas.load=mkl_rt",
                        "-Dorg.bytedeco.javacpp.cachedir=" + NativeOptions.cacheFolder());
        assertThat(NativeOptions.environment(3))
                .contains(Map.entry("OMP_NUM_THREADS", "3"), Map.entry("MKL_THREADING_LAYER", "GNU"))
                .containsKey("OMP_WAIT_POLICY");
    }

    @Test
    void changesTheNumberOfThreads() {
        int before = NativeLibraries.threads();
        NativeLibraries.useThreads(1);
        assertThat(NativeLibraries.threads()).isEqualTo(1);
        NativeLibraries.useThreads(before);
    }
}
