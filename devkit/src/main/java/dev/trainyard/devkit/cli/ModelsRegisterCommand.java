package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models register}: a model that was trained elsewhere. */
@Command(
        name = "register",
        description = "Registers a Hugging Face folder, PEFT adapter, GGUF or TorchScript file from below a data root.")
final class ModelsRegisterCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name in the registry.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "SOURCE", description = "Folder or file.")
    private String source = "";

    @Option(names = "--base", paramLabel = "MODEL", description = "What it was made from, such as models:/tutor/1.")
    private String base = "";

    @Option(names = "--description", paramLabel = "TEXT", description = "What is to be said about the model.")
    private String description = "";

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "Tag of the model.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ModelsRegisterCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode body = WireJson.mapper().createObjectNode().put("name", name).put("source", source);
        if (!base.isEmpty()) {
            body.put("base", base);
        }
        if (!description.isEmpty()) {
            body.put("description", description);
        }
        ObjectNode tagged = body.putObject("tags");
        tags.forEach(tagged::put);
        JsonNode version = gateway.client(session).register(body);
        session.terminal()
                .line(version.path("reference").asText() + " is registered: "
                        + version.path("format").asText() + ", SHA-256 "
                        + version.path("sha256").asText());
        return ExitCode.DONE;
    }
}
