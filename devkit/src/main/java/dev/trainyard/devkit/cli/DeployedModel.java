package dev.trainyard.devkit.cli;

import dev.trainyard.devkit.client.GatewayClient;
import dev.trainyard.devkit.client.ServedModel;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code MODEL}: which deployed model is asked. */
final class DeployedModel {
    @Parameters(paramLabel = "MODEL", description = "Name of a deployed model, NAME/VERSION or NAME@ALIAS.")
    private String model = "";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Ask the server at this address, such as http://127.0.0.1:8000/v1, not a deployment.")
    private String endpoint = "";

    @Mixin
    private GatewayOption gateway = new GatewayOption();

    /** The newest deployment that answers to the name, or the server that was named. */
    ServedModel find(Session session) {
        if (!endpoint.isEmpty()) {
            return ServedModel.at(requireUrl(endpoint), model);
        }
        GatewayClient client = gateway.client(session);
        List<ServedModel> all = ServedModel.all(client);
        String meant =
                model.contains("@") ? client.version(model).path("reference").asText() : model;
        return all.stream()
                .filter(ServedModel::ready)
                .filter(deployment -> deployment.isCalled(meant))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(ExitCode.REFUSED, notServed(all)));
    }

    private static String requireUrl(String text) {
        if (!text.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "--endpoint is " + text + ", expected an address like http://127.0.0.1:8000/v1");
        }
        String url = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return url.endsWith("/v1") ? url : url + "/v1";
    }

    private String notServed(List<ServedModel> all) {
        List<String> ready = all.stream()
                .filter(ServedModel::ready)
                .map(ServedModel::reference)
                .toList();
        return ready.isEmpty()
                ? "nothing is deployed yet; train with deployment.auto_deploy: true (examples/finetune.yaml does)"
                : "no deployed model is called " + model + "; deployed are " + String.join(", ", ready);
    }
}
