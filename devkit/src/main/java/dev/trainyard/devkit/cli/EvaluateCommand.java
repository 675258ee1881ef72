package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate NAME@candidate}: has the stack score a version, alone or against another. */
@Command(
        name = "evaluate",
        description = "Scores a registered version, with intervals; exit code 1 where a threshold fails.")
final class EvaluateCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "VERSION", description = "NAME, NAME/NUMBER, NAME@ALIAS or the id of a version.")
    private String version = "";

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Rows below a data root; else those held out from training.")
    private Optional<String> data = Optional.empty();

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl, json, csv, text or tokens (jsonl).")
    private Optional<String> format = Optional.empty();

    @Option(names = "--metrics", paramLabel = "NAMES", split = ",", description = "All that fit, where none is named.")
    private List<String> metrics = List.of();

    @Option(
            names = "--compare-with",
            paramLabel = "VERSION",
            description = "Scored on the same rows, with a paired test.")
    private Optional<String> compareWith = Optional.empty();

    @Option(
            names = "--threshold",
            paramLabel = "METRIC=X",
            description = "Least value, or greatest where less is better.")
    private Map<String, Double> thresholds = new LinkedHashMap<>();

    @Option(names = "--max-samples", paramLabel = "N", description = "Rows scored at most (200).")
    private Optional<Integer> maxSamples = Optional.empty();

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Tokens of an answer at most (64).")
    private Optional<Integer> maxNewTokens = Optional.empty();

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description = "Tokens after which a row is cut; else as in training.")
    private Optional<Integer> maxLength = Optional.empty();

    @Option(names = "--stride", paramLabel = "N", description = "Longer texts are read in windows so far apart.")
    private Optional<Integer> stride = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the intervals (42).")
    private Optional<Integer> seed = Optional.empty();

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    EvaluateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient client = gateway.client(session);
        String reference = GatewayClient.versionPath(version);
        JsonNode evaluation = settled(client, client.post("/evaluate/" + reference, body()));
        if (!evaluation.path("status").asText().equals("completed")) {
            session.terminal()
                    .line(evaluation.path("status").asText() + ": "
                            + evaluation
                                    .at("/error/message")
                                    .asText(evaluation.path("reason").asText()));
            return ExitCode.FAILED;
        }
        show(evaluation);
        return evaluation.path("gate_passed").asBoolean(true) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private ObjectNode body() {
        ObjectNode body = WireJson.mapper().createObjectNode();
        data.ifPresent(value -> body.put("data", value));
        format.ifPresent(value -> body.put("format", value));
        compareWith.ifPresent(value -> body.put("compare_with", value));
        maxSamples.ifPresent(value -> body.put("max_samples", value));
        maxNewTokens.ifPresent(value -> body.put("max_new_tokens", value));
        maxLength.ifPresent(value -> body.put("max_length", value));
        stride.ifPresent(value -> body.put("stride", value));
        seed.ifPresent(value -> body.put("seed", value));
        if (!metrics.isEmpty()) {
            ArrayNode names = body.putArray("metrics");
            metrics.forEach(names::add);
        }
        if (!thresholds.isEmpty()) {
            ObjectNode least = body.putObject("thresholds");
            thresholds.forEach(least::put);
        }
        return body;
    }

    private JsonNode settled(GatewayClient client, JsonNode asked) throws InterruptedException {
        String path = "/evaluations/" + GatewayClient.segment(asked.path("id").asText());
        return new Followed(client, session.terminal(), path)
                .settled(
                        asked,
                        view -> new Followed.Progress(
                                view.path("progress").asDouble(),
                                view.path("status").asText(),
                                (long) (1000 * view.path("eta_seconds").asDouble())));
    }

    private void show(JsonNode evaluation) {
        session.terminal()
                .line(evaluation.path("version").asText() + " on "
                        + evaluation.path("samples").asLong() + " rows: "
                        + evaluation.path("id").asText());
        Table table = new Table("METRIC", "VALUE", "INTERVAL");
        evaluation
                .path("metrics")
                .properties()
                .forEach(metric -> table.row(
                        metric.getKey(),
                        Quantity.metric(metric.getValue().asDouble()),
                        interval(evaluation, metric.getKey())));
        table.print(session.terminal());
        evaluation.path("comparisons").forEach(this::compared);
        evaluation.path("gate_messages").forEach(message -> session.terminal().line("gate: " + message.asText()));
        JsonNode promotion = evaluation.path("promotion");
        if (promotion.isObject()) {
            session.terminal().line("promotion: " + promotion.path("message").asText());
            if (promotion.path("outcome").isTextual()) {
                session.terminal()
                        .line("           " + promotion.path("outcome").asText());
            }
        }
    }

    private static String interval(JsonNode evaluation, String metric) {
        JsonNode interval = evaluation.path("intervals").path(metric);
        return interval.isObject()
                ? Quantity.metric(interval.path("low").asDouble()) + " to "
                        + Quantity.metric(interval.path("high").asDouble())
                : "";
    }

    private void compared(JsonNode comparison) {
        session.terminal().line("against " + comparison.path("with").asText());
        Table table = new Table("METRIC", "THIS", "OTHER", "P", "VERDICT");
        comparison
                .path("metrics")
                .forEach(metric -> table.row(
                        metric.path("metric").asText(),
                        Quantity.metric(metric.path("value").asDouble()),
                        Quantity.metric(metric.path("other").asDouble()),
                        String.format(Locale.ROOT, "%.3g", metric.path("p").asDouble()),
                        metric.path("verdict").asText().replace('_', ' ')));
        table.print(session.terminal());
    }
}
