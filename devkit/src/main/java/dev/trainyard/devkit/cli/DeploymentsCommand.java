package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.ServedModel;
import dev.trainyard.devkit.terminal.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code deployments …}: what is served. */
@Command(name = "deployments", description = "Lists what is served, and where.", synopsisSubcommandLabel = "COMMAND")
final class DeploymentsCommand {
    private final Session session;

    DeploymentsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "Lists all deployments, the newest first.")
    int list(@Mixin GatewayOption option) {
        GatewayClient gateway = option.client();
        List<ServedModel> served = ServedModel.all(gateway);
        if (served.isEmpty()) {
            session.terminal().line("nothing is deployed: a job with deployment.auto_deploy: true deploys its model");
            return ExitCode.DONE;
        }
        Table table = new Table("DEPLOYMENT", "MODEL", "STATUS", "SERVED AS", "ENDPOINT");
        served.forEach(model ->
                table.row(model.id(), model.reference(), model.status(), model.servedName(), model.endpoint()));
        table.print(session.terminal());
        return ExitCode.DONE;
    }
}
