package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.progress.RolloutFollower;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deploy}: serves a version, at once or step by step. */
@Command(name = "deploy", description = "Serves a version of a model; it takes over from the one before.")
final class DeployCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "VERSION", description = "NAME/NUMBER, NAME@ALIAS or the id of a version.")
    private String version = "";

    @Option(
            names = "--canary",
            split = ",",
            paramLabel = "PERCENT",
            description = "Parts of the requests it takes, step by step, such as 10,50,100 (default: all at once).")
    private List<Integer> canary = List.of();

    @Option(names = "--step-seconds", paramLabel = "N", description = "How long a step lasts at least (default 60).")
    private int stepSeconds = -1;

    @Option(names = "--min-requests", paramLabel = "N", description = "Answers a step waits for (default 0).")
    private int minRequests = -1;

    @Option(names = "--target", paramLabel = "TARGET", description = "Where it is served (default local).")
    private String target = "";

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A label of the deployment; may be repeated.")
    private Map<String, String> tags = Map.of();

    @Option(
            names = "--no-auto-rollback",
            description = "A version that breaks a limit is held at its step until it is promoted or rolled back.")
    private boolean noAutoRollback;

    @Option(names = "--force", description = "Serve it even if its evaluation gate did not pass.")
    private boolean force;

    @Option(names = "--no-wait", description = "Return once it is accepted.")
    private boolean noWait;

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    DeployCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient client = gateway.client(session);
        String id = client.version(version).path("id").asText();
        JsonNode accepted = client.post("/deploy/" + GatewayClient.segment(id), body());
        String deployment = accepted.path("id").asText();
        session.terminal().line(deployment + " of " + accepted.path("reference").asText() + " is accepted");
        if (noWait) {
            return ExitCode.DONE;
        }
        JsonNode settled = new RolloutFollower(client, session.terminal()).follow(deployment);
        return settled.path("status").asText().equals("ready") ? ExitCode.DONE : ExitCode.FAILED;
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (!canary.isEmpty() || stepSeconds >= 0 || minRequests >= 0) {
            ObjectNode plan = body.putObject("canary");
            if (!canary.isEmpty()) {
                ArrayNode steps = plan.putArray("steps");
                canary.forEach(steps::add);
            }
            if (stepSeconds >= 0) {
                plan.put("step_seconds", stepSeconds);
            }
            if (minRequests >= 0) {
                plan.put("min_requests", minRequests);
            }
        }
        if (!target.isEmpty()) {
            body.put("target", target);
        }
        if (!tags.isEmpty()) {
            ObjectNode labels = body.putObject("deployment_tags");
            tags.forEach(labels::put);
        }
        if (noAutoRollback) {
            body.put("auto_rollback", false);
        }
        if (force) {
            body.put("force", true);
        }
        return body;
    }
}
