package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JMH benchmarks, run in a child with the environment of our children. */
final class HotPiecesRun {
    private HotPiecesRun() {}

    static Report run(Settings settings) {
        try {
            Path results = Files.createDirectories(settings.work()).resolve("hot.json");
            Program program = new Ours(settings).hotPieces(results);
            ProcessBuilder builder = new ProcessBuilder(program.command()).inheritIO();
            builder.environment().putAll(program.environment());
            if (builder.start().waitFor() != 0) {
                throw new BenchmarkFailure("JMH did not run: see what it printed");
            }
            return report(settings, (ObjectNode) new ObjectMapper().readTree(results.toFile()));
        } catch (IOException e) {
            throw new BenchmarkFailure("JMH did not run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted", e);
        }
    }

    private static Report report(Settings settings, ObjectNode results) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("versions", NativeOptions.versions().toString());
        setup.put("threads", Integer.toString(settings.threads()));
        setup.putAll(Machine.description());
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("piece", "µs", "±"));
        for (Map.Entry<String, JsonNode> piece : results.properties()) {
            table.add(List.of(
                    piece.getKey(),
                    String.format(
                            Locale.ROOT,
                            "%.1f",
                            piece.getValue().path("microseconds").asDouble()),
                    String.format(
                            Locale.ROOT, "%.1f", piece.getValue().path("error").asDouble())));
        }
        return new Report(
                "hot", setup, table, List.of("JMH, average time of one call; ± is the 99.9 % interval."), results);
    }
}
