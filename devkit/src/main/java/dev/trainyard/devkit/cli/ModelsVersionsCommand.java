package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Paint;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models versions}: what each version changed. */
@Command(name = "versions", description = "Lists the versions of a model with what changed from one to the next.")
final class ModelsVersionsCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Name of the model.")
    private String name = "";

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsVersionsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String path = "/models/" + GatewayClient.segment(name) + "/versions";
        GatewayClient.items(gateway.client(session).get(path)).forEach(this::print);
        return ExitCode.DONE;
    }

    private void print(JsonNode version) {
        Terminal terminal = session.terminal();
        List<String> aliases = new ArrayList<>();
        version.path("aliases").forEach(alias -> aliases.add("@" + alias.asText()));
        terminal.line(terminal.paint(Paint.CYAN, version.path("reference").asText()) + "  "
                + version.path("created_at").asText() + "  "
                + Quantity.bytes(version.path("size_bytes").asLong()) + "  "
                + version.path("format").asText() + (aliases.isEmpty() ? "" : "  " + String.join(" ", aliases)));
        version.path("scores")
                .properties()
                .forEach(score -> terminal.line("  " + score.getKey() + " "
                        + Quantity.metric(score.getValue().asDouble()) + change(version, score.getKey())));
        version.path("changes").path("notes").forEach(note -> terminal.line("  " + note.asText()));
    }

    /** {@code  (-0.123, better)}; empty where the version before does not have the metric. */
    private static String change(JsonNode version, String metric) {
        JsonNode change = version.path("changes").path("metrics").path(metric);
        if (!change.has("change")) {
            return "";
        }
        double by = change.path("change").asDouble();
        String verdict = change.has("better") ? change.path("better").asBoolean() ? ", better" : ", worse" : "";
        return " (" + (by < 0 ? "" : "+") + Quantity.metric(by) + verdict + ")";
    }
}
