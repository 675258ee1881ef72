package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How long a training process takes from its start to the end of its first step; the sides start in turn. */
final class StartUp {
    private static final int STARTS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;

    StartUp(Settings settings) {
        this.settings = settings;
    }

    /** Starts each program several times, the first time not counted: files may have to be read from disk. */
    Map<String, Ratio> run(List<Program> programs) {
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        for (int start = 0; start <= STARTS; start++) {
            for (Program program : programs) {
                double taken = seconds(program);
                List<Double> all = seconds.computeIfAbsent(program.name(), name -> new ArrayList<>());
                if (start > 0) {
                    all.add(taken);
                }
            }
        }
        Map<String, Ratio> spread = new LinkedHashMap<>();
        seconds.forEach((name, all) -> spread.put(
                name, Ratio.of(all.stream().mapToDouble(Double::doubleValue).toArray())));
        return spread;
    }

    private double seconds(Program program) {
        // What an earlier start left behind would be taken for a run to go on with.
        Folders.emptied(settings.work().resolve("runs").resolve(program.name()));
        ProcessBuilder builder = new ProcessBuilder(program.command())
                .redirectError(Folders.made(settings.work().resolve("logs"))
                        .resolve(program.name() + ".log")
                        .toFile());
        builder.environment().putAll(program.environment());
        long started = System.nanoTime();
        try {
            Process process = builder.start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                    Writer commands = process.outputWriter(StandardCharsets.UTF_8)) {
                commands.write("go\n");
                commands.flush();
                require(program, lines.lines(), StartUp::isFirstStep);
                return (System.nanoTime() - started) / 1e9;
            } finally {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new BenchmarkFailure(program.name() + " could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    private static void require(Program program, Stream<String> lines, Predicate<String> wanted) {
        if (lines.noneMatch(wanted)) {
            throw new BenchmarkFailure(program.name() + " ended before its first step");
        }
    }

    /** Our program tells of its progress, the peer of its turn. */
    private static boolean isFirstStep(String line) {
        return line.contains("\"event\":\"progress\"") || line.contains("\"seconds\"");
    }

    /** The report, fastest meaning of each number: seconds. */
    static Report report(Map<String, String> setup, Map<String, Ratio> seconds) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("side", "seconds from start to first step (quartiles)"));
        ObjectNode details = JSON.createObjectNode();
        seconds.forEach((name, spread) -> {
            table.add(List.of(name, spread.toString()));
            ArrayNode quartiles =
                    details.putObject(name).put("seconds", spread.median()).putArray("quartiles");
            quartiles.add(spread.lower()).add(spread.upper());
        });
        return new Report("start", setup, table, List.of(STARTS + " starts of each side, in turn."), details);
    }
}
