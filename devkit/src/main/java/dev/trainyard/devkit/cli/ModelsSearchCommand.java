package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models search}: models that match, with the newest version that does. */
@Command(name = "search", description = "Finds models by words, type, family, tags and metrics.")
final class ModelsSearchCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "Must all occur in name, description, tags or base.")
    private List<String> words = List.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "causal-lm, sequence-classification, embedding or other.")
    private String type = "";

    @Option(names = "--family", paramLabel = "FAMILY", description = "Such as llama or gpt2.")
    private String family = "";

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "The model must have this tag.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--min", paramLabel = "METRIC=VALUE", description = "Smallest value of a metric.")
    private Map<String, Double> least = new LinkedHashMap<>();

    @Option(names = "--max", paramLabel = "METRIC=VALUE", description = "Largest value of a metric.")
    private Map<String, Double> most = new LinkedHashMap<>();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "Most models (default 50).")
    private int limit;

    @Option(names = "--after", paramLabel = "NAME", description = "Goes on after this model.")
    private String after = "";

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsSearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode page = gateway.client(session).post("/models/search", query());
        Table table = new Table("MODEL", "VERSION", "TYPE", "FAMILY", "FORMAT", "PARAMETERS", "METRICS");
        GatewayClient.items(page).forEach(hit -> row(table, hit));
        if (table.isEmpty()) {
            session.terminal().line("no model matches");
            return ExitCode.DONE;
        }
        table.print(session.terminal());
        if (page.has("next")) {
            session.terminal()
                    .line(page.path("total").asText() + " in all; the next ones with --after "
                            + page.path("next").asText());
        }
        return ExitCode.DONE;
    }

    private ObjectNode query() {
        ObjectNode query = WireJson.mapper().createObjectNode();
        query.put("text", String.join(" ", words)).put("limit", limit);
        put(query, "type", type);
        put(query, "family", family);
        put(query, "after", after);
        ObjectNode tagged = query.putObject("tags");
        tags.forEach(tagged::put);
        ObjectNode metrics = query.putObject("metrics");
        least.forEach((name, value) -> metrics.withObjectProperty(name).put("min", value));
        most.forEach((name, value) -> metrics.withObjectProperty(name).put("max", value));
        return query;
    }

    private static void put(ObjectNode query, String field, String value) {
        if (!value.isEmpty()) {
            query.put(field, value);
        }
    }

    private static void row(Table table, JsonNode hit) {
        JsonNode version = hit.path("version");
        table.row(
                hit.path("model").path("name").asText(),
                version.path("number").asText(),
                hit.path("model").path("type").asText("-"),
                version.path("family").asText(),
                version.path("format").asText(),
                Quantity.count(version.path("parameter_count").asDouble()),
                metrics(version.path("metrics")));
    }

    static String metrics(JsonNode metrics) {
        return metrics.properties().stream()
                .map(metric -> metric.getKey() + " "
                        + Quantity.metric(metric.getValue().asDouble()))
                .limit(4)
                .collect(Collectors.joining(", "));
    }
}
