package dev.trainyard.benchmarks.child;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.tensor.NativeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the JMH benchmarks, {@code HotMain RESULTS.json}, in JVMs with the options and the environment that the worker
 * gives its children: JMH's forks take the environment of this process.
 */
public final class HotMain {
    private HotMain() {}

    public static void main(String[] args) throws IOException, RunnerException {
        List<String> options = new ArrayList<>(NativeOptions.jvmOptions());
        options.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC"));
        ObjectNode results = new ObjectMapper().createObjectNode();
        for (RunResult run : new Runner(new OptionsBuilder()
                        .include("dev\\.trainyard\\.benchmarks\\.hot\\..*")
                        .jvmArgs(options.toArray(String[]::new))
                        .shouldFailOnError(true)
                        .build())
                .run()) {
            Result<?> result = run.getPrimaryResult();
            results.putObject(run.getParams().getBenchmark().replaceAll(".*\\.hot\\.", ""))
                    .put("microseconds", result.getScore())
                    .put("error", result.getScoreError());
        }
        new ObjectMapper().writeValue(Path.of(args[0]).toFile(), results);
    }
}
