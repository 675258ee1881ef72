package dev.trainyard.devkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.terminal.Quantity;
import dev.trainyard.devkit.terminal.Table;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export NAME@champion}: has the stack export a registered version, and fetches its files. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Exports a registered version, compared with its source.")
final class ExportVersionCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "VERSION", description = "NAME, NAME/NUMBER, NAME@ALIAS or the id of a version.")
    private String version = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "huggingface, peft, gguf, int8 or torchscript.")
    private String format = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "Of gguf: F32, F16, BF16, Q8_0, Q4_0 or Q4_K_M.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--adapter-only", description = "The adapter without the model it is merged into.")
    private boolean adapterOnly;

    @Option(names = "--data", paramLabel = "FILE", description = "Rows to compare on, below a data root.")
    private Optional<String> data = Optional.empty();

    @Option(names = "--max-rows", paramLabel = "N", description = "Rows compared at most (64).")
    private Optional<Integer> maxRows = Optional.empty();

    @Option(names = "--max-divergence", paramLabel = "NATS", description = "In place of the format's limit.")
    private Optional<Double> maxDivergence = Optional.empty();

    @Option(
            names = "--max-perplexity-change",
            paramLabel = "X",
            description = "In place of the format's limit; 0.01 is 1 %%.")
    private Optional<Double> maxPerplexityChange = Optional.empty();

    @Option(names = "--output", paramLabel = "DIR", description = "Folder that the files are fetched into.")
    private Optional<Path> output = Optional.empty();

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    ExportVersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        GatewayClient client = gateway.client(session);
        String reference = GatewayClient.versionPath(version);
        JsonNode export = settled(client, client.post("/models/" + reference + "/export", body()));
        showParity(export);
        return switch (export.path("status").asText()) {
            case "completed" -> {
                fetch(client, export);
                yield ExitCode.DONE;
            }
            case "refused" -> {
                export.path("exceeded").forEach(why -> session.terminal().line("refused: " + why.asText()));
                yield ExitCode.FAILED;
            }
            default -> {
                String why = export.at("/error/message").asText();
                session.terminal().line(export.path("status").asText() + (why.isEmpty() ? "" : ": " + why));
                yield ExitCode.FAILED;
            }
        };
    }

    private ObjectNode body() {
        ObjectNode body = WireJson.mapper().createObjectNode().put("format", format);
        type.ifPresent(value -> body.put("type", value));
        data.ifPresent(value -> body.put("data", value));
        maxRows.ifPresent(value -> body.put("max_rows", value));
        if (adapterOnly) {
            body.put("adapter_only", true);
        }
        ObjectNode limits = body.putObject("limits");
        maxDivergence.ifPresent(value -> limits.put("max_divergence", value));
        maxPerplexityChange.ifPresent(value -> limits.put("max_perplexity_change", value));
        return body;
    }

    private JsonNode settled(GatewayClient client, JsonNode asked) throws InterruptedException {
        String path = "/exports/" + GatewayClient.segment(asked.path("id").asText());
        return new Followed(client, session.terminal(), path).settled(asked, view -> {
            JsonNode progress = view.path("progress");
            return new Followed.Progress(
                    progress.path("share").asDouble(),
                    progress.path("step").asText(view.path("status").asText()),
                    progress.path("remaining_millis").asLong());
        });
    }

    private void showParity(JsonNode export) {
        JsonNode found = export.at("/parity/found");
        if (found.isObject()) {
            session.terminal()
                    .line(String.format(
                            Locale.ROOT,
                            "compared at %.0f positions (%s): mean divergence %.3g nats, perplexity %.4g, was %.4g",
                            found.path("positions").asDouble(),
                            export.at("/parity/data").asText(),
                            found.path("mean_divergence").asDouble(),
                            found.path("export_perplexity").asDouble(),
                            found.path("source_perplexity").asDouble()));
        }
    }

    private void fetch(GatewayClient client, JsonNode export) {
        session.terminal()
                .line("%s is %s of %s before: %s"
                        .formatted(
                                export.path("version").asText(),
                                Quantity.bytes(export.path("size_after").asLong()),
                                Quantity.bytes(export.path("size_before").asLong()),
                                export.path("id").asText()));
        Table table = new Table("FILE", "SIZE", "SHA-256");
        for (JsonNode file : export.path("files")) {
            String name = file.path("name").asText();
            output.ifPresent(folder -> client.download(
                    file.path("href").asText(),
                    folder.resolve(Path.of(name).getFileName()),
                    file.path("sha256").asText()));
            table.row(
                    output.map(folder -> folder.resolve(name).toString()).orElse(name),
                    Quantity.bytes(file.path("bytes").asLong()),
                    file.path("sha256").asText());
        }
        table.print(session.terminal());
    }
}
