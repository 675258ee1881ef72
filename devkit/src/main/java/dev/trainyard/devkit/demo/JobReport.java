package dev.trainyard.devkit.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.Job;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Terminal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of a job: the registered version, its scores, where it is served. */
final class JobReport {
    private static final List<String> SCORES = List.of("perplexity", "token_accuracy", "exact_match");

    private JobReport() {}

    static void print(Terminal terminal, GatewayClient gateway, Job job) {
        Job.Model model = job.model().orElseThrow();
        JsonNode version = gateway.get("/models/" + model.name() + "/versions/" + model.version());
        line(
                terminal,
                "registered",
                terminal.paint(Paint.BOLD, "models:/" + model.shortReference()) + "  "
                        + version.path("architecture").asText() + ", "
                        + Quantity.count(version.path("parameter_count").asDouble()) + " parameters, "
                        + Quantity.bytes(version.path("size_bytes").asLong()));
        job.evaluation().ifPresent(evaluation -> line(terminal, "evaluated", scores(terminal, evaluation.metrics())));
        job.deployment().flatMap(Job.Deployment::endpoint).ifPresent(endpoint -> line(terminal, "served at", endpoint));
    }

    private static String scores(Terminal terminal, Map<String, Double> metrics) {
        return SCORES.stream()
                .filter(metrics::containsKey)
                .map(name -> terminal.paint(Paint.DIM, name.replace('_', ' ')) + " "
                        + terminal.paint(Paint.BOLD, Quantity.metric(metrics.getOrDefault(name, 0.0))))
                .collect(Collectors.joining("   "));
    }

    private static void line(Terminal terminal, String what, String text) {
        terminal.line(terminal.paint(Paint.DIM, String.format("     %-11s", what)) + text);
    }
}
