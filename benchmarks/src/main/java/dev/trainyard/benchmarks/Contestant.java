package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A live process that does one piece of work each time it is told to. For one thread. */
final class Contestant implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS_TO_END = 20;

    private final String name;
    private final Process process;
    private final BufferedReader lines;
    private final Writer commands;
    private final Path log;
    private final boolean onGpu;
    private long gpuMegabytes;
    private JsonNode ready = JSON.createObjectNode();

    private Contestant(String name, Process process, Path log, boolean onGpu) {
        this.onGpu = onGpu;
        this.name = name;
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.log = log;
    }

    /** Starts the process; {@link #ready} waits for it. */
    static Contestant start(Program program, Path folder, boolean onGpu) {
        try {
            Path log = Files.createDirectories(folder).resolve(program.name() + ".log");
            ProcessBuilder builder = new ProcessBuilder(program.command()).redirectError(log.toFile());
            builder.environment().putAll(program.environment());
            return new Contestant(program.name(), builder.start(), log, onGpu);
        } catch (IOException e) {
            throw new BenchmarkFailure("cannot start " + program.command().getFirst() + " for " + program.name(), e);
        }
    }

    String name() {
        return name;
    }

    /** Waits until the process can take turns. */
    void awaitReady() {
        ready = read().orElseThrow(() -> ended("before its first turn")).path("ready");
    }

    /** What the process says about itself, such as versions. */
    JsonNode ready() {
        return ready;
    }

    /** One piece of work. */
    Turn turn() {
        Turn turn = nextTurn().orElseThrow(() -> ended("during its turn"));
        if (onGpu) {
            gpuMegabytes = Math.max(gpuMegabytes, GpuMemory.megabytes(process.pid()));
        }
        return turn;
    }

    /** One piece of work; empty where the process has no more to do. */
    Optional<Turn> nextTurn() {
        try {
            commands.write("go\n");
            commands.flush();
        } catch (IOException ended) {
            return Optional.empty();
        }
        double saved = 0;
        for (Optional<JsonNode> line = read(); line.isPresent(); line = read()) {
            if (line.get().has("seconds")) {
                return Optional.of(Turn.of(line.get(), saved));
            }
            saved += line.get().path("saved").asDouble();
        }
        return Optional.empty();
    }

    private BenchmarkFailure ended(String when) {
        return new BenchmarkFailure(name + " ended " + when + ", see " + log);
    }

    private Optional<JsonNode> read() {
        try {
            String line = lines.readLine();
            return line == null ? Optional.empty() : Optional.of(JSON.readTree(line));
        } catch (IOException e) {
            throw new BenchmarkFailure(name + " cannot be followed, see " + log, e);
        }
    }

    /**
     * The most memory the process ever had resident, in MiB, from the kernel; on a graphics processor what it had reserved
     * there, from the driver, between turns: libtorch gives nothing back.
     */
    long peakMegabytes() {
        if (onGpu) {
            return gpuMegabytes;
        }
        return peakMegabytes(kernelLines("status"));
    }

    /** The same of any process. */
    static long peakMegabytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return peakMegabytes(lines);
        } catch (IOException e) {
            throw new BenchmarkFailure("process " + pid + " ended before its memory was read", e);
        }
    }

    private static long peakMegabytes(Stream<String> status) {
        return status.filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** The BLAS that is really mapped. */
    String blas() {
        String maps = String.join("\n", kernelLines("maps").toList());
        if (maps.contains("libmkl_core") || maps.contains("libmkl_rt")) {
            return "mkl";
        }
        if (maps.contains("/torch/lib/libtorch_cpu.so")) {
            return "linked into libtorch_cpu";
        }
        return maps.contains("libopenblas") ? "openblas" : "unknown";
    }

    private Stream<String> kernelLines(String file) {
        Path path = Path.of("/proc", Long.toString(process.pid()), file);
        try {
            return Files.readAllLines(path).stream();
        } catch (IOException e) {
            throw new BenchmarkFailure(name + " ended before " + path + " was read, see " + log, e);
        }
    }

    /** Ends the race for this process, and the process itself where it does not end by itself. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
