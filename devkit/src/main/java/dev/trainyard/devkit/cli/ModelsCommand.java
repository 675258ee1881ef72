package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models …}: what the registry holds. */
@Command(
        name = "models",
        description = "Finds, compares, changes and signs registered models.",
        synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand {
    private final Session session;

    ModelsCommand(Session session) {
        this.session = session;
    }

    @Command(name = "list", description = "Lists all versions of all models.")
    int list(@Mixin GatewayOption option) {
        GatewayClient gateway = option.client(session);
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

    static CommandLine line(Session session) {
        return new CommandLine(new ModelsCommand(session))
                .addSubcommand(new ModelsSearchCommand(session))
                .addSubcommand(new ModelsCompareCommand(session))
                .addSubcommand(new ModelsVersionsCommand(session))
                .addSubcommand(new ModelsLineageCommand(session))
                .addSubcommand(new ModelsUsageCommand(session))
                .addSubcommand(new ModelsRegisterCommand(session))
                .addSubcommand(new ModelsAliasCommand(session))
                .addSubcommand(new ModelsSignCommand(session))
                .addSubcommand(new ModelsVerifyCommand(session));
    }

    @Command(name = "show", description = "Prints a model, or with NAME/VERSION or NAME@ALIAS a version, as JSON.")
    int show(@Parameters(paramLabel = "NAME[/VERSION]") String reference, @Mixin GatewayOption option) {
        boolean version = reference.contains("/") || reference.contains("@");
        JsonNode shown = version
                ? option.client(session).version(reference)
                : option.client(session).get("/models/" + GatewayClient.segment(reference));
        session.terminal().line(shown.toPrettyString());
        return ExitCode.DONE;
    }

    @Command(name = "delete", description = "Deletes a model that nothing uses; its files are kept.")
    int delete(@Parameters(paramLabel = "NAME") String name, @Mixin GatewayOption option) {
        option.client(session).delete("/models/" + GatewayClient.segment(name));
        session.terminal().line(name + " is deleted");
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
