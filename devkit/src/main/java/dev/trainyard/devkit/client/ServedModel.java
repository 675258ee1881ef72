package dev.trainyard.devkit.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A deployment as deploy-worker shows it.
 *
 * @param reference {@code name/version}
 * @param endpoint base URL ending in {@code /v1}; empty while there is none
 */
public record ServedModel(String id, String name, String reference, String status, String servedName, String endpoint) {

    /** Every deployment that the gateway knows of. */
    public static List<ServedModel> all(GatewayClient gateway) {
        return GatewayClient.items(gateway.get("/deployments"))
                .map(ServedModel::of)
                .toList();
    }

    /** A model on a server that is no deployment. */
    public static ServedModel at(String endpoint, String servedName) {
        return new ServedModel("", servedName, servedName, "ready", servedName, endpoint);
    }

    private static ServedModel of(JsonNode deployment) {
        return new ServedModel(
                deployment.path("id").asText(),
                deployment.path("name").asText(),
                deployment.path("reference").asText(),
                deployment.path("status").asText(),
                deployment.path("served_name").asText(),
                deployment.path("endpoint").asText(""));
    }

    public boolean ready() {
        return status.equals("ready") && !endpoint.isEmpty();
    }

    /** Whether {@code text} means this model: its name, its served name or name/version. */
    public boolean isCalled(String text) {
        return text.equals(name) || text.equals(servedName) || text.equals(reference);
    }
}
