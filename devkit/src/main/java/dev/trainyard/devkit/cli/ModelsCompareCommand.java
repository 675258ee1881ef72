package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models compare}: versions side by side. */
@Command(name = "compare", description = "Compares versions: metrics, sizes, and the settings in which they differ.")
final class ModelsCompareCommand implements Callable<Integer> {
    private static final int SHORT = 24;

    private final Session session;

    @Parameters(
            arity = "2..10",
            paramLabel = "NAME/VERSION",
            description = "Or NAME@ALIAS, or NAME for the latest one.")
    private List<String> versions = List.of();

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsCompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode body = WireJson.mapper().createObjectNode();
        ArrayNode references = body.putArray("versions");
        versions.forEach(references::add);
        JsonNode comparison = gateway.client(session).post("/models/compare", body);
        List<String> heading = new ArrayList<>(List.of(""));
        comparison.path("versions").forEach(reference -> heading.add(reference.asText()));
        Table table = new Table(heading.toArray(String[]::new));
        rows(table, comparison.path("metrics"), ModelsCompareCommand::metric);
        rows(table, comparison.path("sizes"), size -> Quantity.count(size.asDouble()));
        rows(table, comparison.path("origin"), ModelsCompareCommand::text);
        rows(table, comparison.path("spec"), ModelsCompareCommand::text);
        table.print(session.terminal());
        return ExitCode.DONE;
    }

    private static void rows(Table table, JsonNode rows, Function<JsonNode, String> cell) {
        rows.properties().forEach(row -> {
            List<String> cells = new ArrayList<>(List.of(row.getKey()));
            row.getValue().forEach(value -> cells.add(cell.apply(value)));
            table.row(cells.toArray(String[]::new));
        });
    }

    private static String metric(JsonNode metric) {
        if (!metric.has("value")) {
            return "-";
        }
        String value = Quantity.metric(metric.path("value").asDouble());
        double change = metric.path("change").asDouble();
        return change == 0 ? value : value + " (" + (change < 0 ? "" : "+") + Quantity.metric(change) + ")";
    }

    private static String text(JsonNode value) {
        String text = value.isNull() ? "-" : value.isTextual() ? value.asText() : value.toString();
        return text.length() > SHORT ? text.substring(0, SHORT - 1) + "…" : text;
    }
}
