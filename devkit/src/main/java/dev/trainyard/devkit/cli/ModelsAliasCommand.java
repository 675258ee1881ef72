package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Table;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models alias}: lists, moves and removes aliases. */
@Command(
        name = "alias",
        description = "Lets NAME@ALIAS stand for a version, or removes it; with NAME alone, lists the aliases.")
final class ModelsAliasCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME[@ALIAS]", description = "Such as tutor@champion.")
    private String reference = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "Number, another alias, or latest.")
    private String version = "";

    @Option(
            names = "--expect",
            paramLabel = "NUMBER",
            description = "Only if the alias stands for this version now; 0: only if it is not there.")
    private @Nullable Integer expected;

    @Option(names = "--remove", description = "Removes the alias.")
    private boolean remove;

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsAliasCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String[] parts = reference.split("@", 2);
        String aliases = "/models/" + GatewayClient.segment(parts[0]) + "/aliases";
        if (parts.length == 1) {
            return list(aliases);
        }
        String alias = aliases + "/" + GatewayClient.segment(parts[1]);
        if (remove) {
            gateway.client(session).delete(alias);
            session.terminal().line(reference + " is removed");
            return ExitCode.DONE;
        }
        if (version.isEmpty()) {
            throw new CommandFailure(ExitCode.REFUSED, "say which version " + reference + " is to stand for");
        }
        JsonNode moved = gateway.client(session).put(alias, move());
        session.terminal()
                .line(reference + " is version " + moved.path("version").asText() + " now");
        return ExitCode.DONE;
    }

    private ObjectNode move() {
        ObjectNode body = WireJson.mapper().createObjectNode();
        if (version.chars().allMatch(Character::isDigit)) {
            body.put("version", Integer.parseInt(version));
        } else {
            body.put("version", version);
        }
        return expected == null ? body : body.put("expected_current", expected);
    }

    private int list(String path) {
        Table table = new Table("ALIAS", "VERSION", "SINCE");
        GatewayClient.items(gateway.client(session).get(path))
                .forEach(alias -> table.row(
                        alias.path("reference").asText(),
                        alias.path("version").asText(),
                        alias.path("updated_at").asText()));
        if (table.isEmpty()) {
            session.terminal().line("no aliases yet: ./trainyard models alias " + reference + "@champion latest");
        } else {
            table.print(session.terminal());
        }
        return ExitCode.DONE;
    }
}
