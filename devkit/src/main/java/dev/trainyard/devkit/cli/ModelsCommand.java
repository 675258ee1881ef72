package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models …}: what the registry holds. */
@Command(
        name = "models",
        description = "Lists registered models and shows their versions.",
        synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand {
    private final Session session;

    ModelsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "Lists all versions of all models.")
    int list(@Mixin GatewayOption option) {
        GatewayClient gateway = option.client();
        Table table = new Table("MODEL", "VERSION", "ARCHITECTURE", "PARAMETERS", "SIZE", "JOB");
        GatewayClient.items(gateway.get("/models"))
                .map(model -> model.path("name").asText())
                .flatMap(name -> GatewayClient.items(gateway.get("/models/" + name + "/versions")))
                .forEach(version -> row(table, version));
        if (table.isEmpty()) {
            session.terminal().line("no models yet: submit a job with ./trainyard jobs submit -f examples/base.yaml");
        } else {
            table.print(session.terminal());
        }
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "Prints a model, or with NAME/VERSION a version, as JSON.")
    int show(@Parameters(paramLabel = "NAME[/VERSION]") String reference, @Mixin GatewayOption option) {
        String path = reference.contains("/") ? reference.replaceFirst("/", "/versions/") : reference;
        session.terminal().line(option.client().get("/models/" + path).toPrettyString());
        return ExitCode.DONE;
    }

    private static void row(Table table, JsonNode version) {
        table.row(
                version.path("name").asText(),
                version.path("number").asText(),
                version.path("architecture").asText(),
                Quantity.count(version.path("parameter_count").asDouble()),
                Quantity.bytes(version.path("size_bytes").asLong()),
                version.path("job_id").asText());
    }
}
