package dev.trainyard.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tensor.NativeOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks in JVMs with the options of our children. */
final class HotPiecesRun {
    private HotPiecesRun() {}

    static Report run() {
        try {
            Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include("dev\\.trainyard\\.benchmarks\\.hot\\..*")
                            .jvmArgs(NativeOptions.jvmOptions().toArray(String[]::new))
                            .build())
                    .run();
            return report(results);
        } catch (RunnerException e) {
            throw new BenchmarkFailure("JMH did not run", e);
        }
    }

    private static Report report(Collection<RunResult> results) {
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("versions", NativeOptions.versions().toString());
        setup.putAll(Machine.description());
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("piece", "µs", "±"));
        ObjectNode details = new ObjectMapper().createObjectNode();
        for (RunResult run : results) {
            Result<?> result = run.getPrimaryResult();
            String name = run.getParams().getBenchmark().replaceAll(".*\\.hot\\.", "");
            table.add(List.of(
                    name,
                    String.format(Locale.ROOT, "%.1f", result.getScore()),
                    String.format(Locale.ROOT, "%.1f", result.getScoreError())));
            details.putObject(name).put("microseconds", result.getScore()).put("error", result.getScoreError());
        }
        return new Report(
                "hot", setup, table, List.of("JMH, average time of one call; ± is the 99.9 % interval."), details);
    }
}
