package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.progress.RolloutFollower;
import dev.trainyard.devkit.terminal.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code deployments …}: what is served; without a command, the list. */
@Command(
        name = "deployments",
        description = "Lists what is served, and where; promotes, goes back to the version before, ends deployments.",
        synopsisSubcommandLabel = "[COMMAND]")
final class DeploymentsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    DeploymentsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return list(gateway);
    }

    @Command(name = "list", description = "Lists all deployments, the newest first.")
    int list(@Mixin GatewayOption option) {
        List<JsonNode> served =
                GatewayClient.items(option.client(session).get("/deployments")).toList();
        if (served.isEmpty()) {
            session.terminal()
                    .line("nothing is deployed: ./trainyard deploy NAME/NUMBER serves a version, and a job with"
                            + " deployment.auto_deploy: true its own");
            return ExitCode.DONE;
        }
        Table table = new Table("DEPLOYMENT", "MODEL", "STATUS", "WEIGHT", "HEALTH", "REQUESTS", "P95", "ENDPOINT");
        served.forEach(deployment -> row(table, deployment));
        table.print(session.terminal());
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "Prints a deployment with its history as JSON.")
    int show(@Parameters(paramLabel = "DEPLOYMENT") String id, @Mixin GatewayOption option) {
        session.terminal().line(option.client(session).get(path(id)).toPrettyString());
        return ExitCode.DONE;
    }

    @Command(
            name = "promote",
            description = "Lets a version that is being introduced, or held at its step, take all requests.")
    int promote(@Parameters(paramLabel = "DEPLOYMENT") String id, @Mixin GatewayOption option) {
        JsonNode promoted = option.client(session).post(path(id) + "/promote", JsonNodeFactory.instance.objectNode());
        session.terminal()
                .line(promoted.path("reference").asText() + " takes all requests for "
                        + promoted.path("served_name").asText() + " at "
                        + promoted.path("endpoint").asText());
        return ExitCode.DONE;
    }

    @Command(name = "rollback", description = "Goes back to the version that was served before.")
    int rollBack(@Parameters(paramLabel = "DEPLOYMENT") String id, @Mixin GatewayOption option)
            throws InterruptedException {
        GatewayClient client = option.client(session);
        JsonNode follower = client.post(path(id) + "/rollback", JsonNodeFactory.instance.objectNode());
        JsonNode settled = new RolloutFollower(client, session.terminal())
                .follow(follower.path("id").asText());
        return settled.path("status").asText().equals("failed") ? ExitCode.FAILED : ExitCode.DONE;
    }

    @Command(name = "stop", description = "Ends a deployment; what it has accepted is still answered.")
    int stop(@Parameters(paramLabel = "DEPLOYMENT") String id, @Mixin GatewayOption option) {
        JsonNode stopped = option.client(session).delete(path(id));
        session.terminal().line(id + " is " + stopped.path("status").asText());
        return ExitCode.DONE;
    }

    private static String path(String id) {
        return "/deployments/" + GatewayClient.segment(id);
    }

    private static void row(Table table, JsonNode deployment) {
        JsonNode traffic = deployment.path("traffic");
        table.row(
                deployment.path("id").asText(),
                deployment.path("reference").asText(),
                deployment.path("status").asText(),
                deployment.path("weight").asInt() + " %",
                deployment.path("health").path("status").asText("-"),
                traffic.path("requests").asText("-"),
                traffic.isMissingNode()
                        ? "-"
                        : Math.round(traffic.path("p95_millis").asDouble()) + " ms",
                deployment.path("endpoint").asText("-"));
    }
}
