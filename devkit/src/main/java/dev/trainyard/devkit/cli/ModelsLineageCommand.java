package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models lineage}: what a model came from and what came of it. */
@Command(name = "lineage", description = "Shows data, jobs, versions, evaluations and deployments around a model.")
final class ModelsLineageCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String name = "";

    @Option(names = "--version", paramLabel = "VERSION", description = "Number or alias; all versions without it.")
    private String version = "";

    @Option(names = "--json", description = "Prints nodes and edges as JSON.")
    private boolean json;

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsLineageCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String query = version.isEmpty() ? "" : "?version=" + GatewayClient.segment(version);
        JsonNode graph = gateway.client(session).get("/models/" + GatewayClient.segment(name) + "/lineage" + query);
        if (json) {
            session.terminal().line(graph.toPrettyString());
            return ExitCode.DONE;
        }
        Map<String, String> labels = new HashMap<>();
        graph.path("nodes")
                .forEach(node -> labels.put(
                        node.path("id").asText(),
                        node.path("kind").asText() + " " + node.path("label").asText()));
        Table table = new Table("FROM", "", "TO");
        graph.path("edges")
                .forEach(edge -> table.row(
                        label(labels, edge.path("from")),
                        edge.path("relation").asText().replace('_', ' '),
                        label(labels, edge.path("to"))));
        table.print(session.terminal());
        return ExitCode.DONE;
    }

    private static String label(Map<String, String> labels, JsonNode id) {
        return labels.getOrDefault(id.asText(), id.asText());
    }
}
