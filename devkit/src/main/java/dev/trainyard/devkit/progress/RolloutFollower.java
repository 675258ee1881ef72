package dev.trainyard.devkit.progress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Terminal;
import java.util.Set;

/** Prints what happens to a deployment until it takes its requests, waits for a decision, or has ended. */
public final class RolloutFollower {
    private static final long INTERVAL_MILLIS = 500;
    private static final Set<String> SETTLED = Set.of("ready", "failed", "stopped");

    private final GatewayClient gateway;
    private final Terminal terminal;
    private int shown;
    private String waiting = "";

    public RolloutFollower(GatewayClient gateway, Terminal terminal) {
        this.gateway = gateway;
        this.terminal = terminal;
    }

    /** The deployment as it is when it is settled, or held at a step. */
    public JsonNode follow(String id) throws InterruptedException {
        while (true) {
            JsonNode deployment = gateway.get("/deployments/" + GatewayClient.segment(id));
            show(deployment);
            if (SETTLED.contains(deployment.path("status").asText())) {
                end(deployment);
                return deployment;
            }
            if (deployment.path("step").has("held")) {
                terminal.line("%s is held: ./trainyard deployments promote %s goes on, … rollback %s goes back"
                        .formatted(deployment.path("reference").asText(), id, id));
                return deployment;
            }
            Thread.sleep(INTERVAL_MILLIS);
        }
    }

    private void show(JsonNode deployment) {
        JsonNode history = deployment.path("history");
        for (; shown < history.size(); shown++) {
            JsonNode step = history.get(shown);
            terminal.line("  %-9s %3d %%  %s"
                    .formatted(
                            step.path("status").asText(),
                            step.path("weight").asInt(),
                            step.path("reason").asText()));
        }
        String now = deployment.path("health").path("progress").asText("");
        boolean counts = now.endsWith("left");
        if (!now.isEmpty() && !now.equals(waiting) && !counts) {
            terminal.line("            waits: " + now);
        }
        waiting = now;
    }

    private void end(JsonNode deployment) {
        if (deployment.path("status").asText().equals("ready")) {
            terminal.line("%s is served as %s at %s"
                    .formatted(
                            deployment.path("reference").asText(),
                            deployment.path("served_name").asText(),
                            deployment.path("endpoint").asText()));
        }
    }
}
