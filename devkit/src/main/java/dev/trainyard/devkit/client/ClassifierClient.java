package dev.trainyard.devkit.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a deployed classifier. Thread-safe. */
public final class ClassifierClient {
    private final JsonMapper json = new JsonMapper();
    private final ModelServer server;
    private final String model;

    /**
     * A client of one model.
     *
     * @param endpoint base URL ending in {@code /v1}
     * @param model what the server calls the model
     */
    public ClassifierClient(URI endpoint, String model) {
        this.server = new ModelServer(endpoint, json);
        this.model = model;
    }

    /**
     * What a text was told to be.
     *
     * @param scores probability of every label, the likeliest first
     */
    public record Verdict(String label, double score, Map<String, Double> scores) {}

    /** One verdict for each text, in their order. */
    public List<Verdict> classify(List<String> texts) {
        JsonNode answer = ask(texts);
        List<Verdict> verdicts = new ArrayList<>();
        answer.path("data").forEach(entry -> verdicts.add(verdict(entry)));
        return verdicts;
    }

    private static Verdict verdict(JsonNode entry) {
        List<Map.Entry<String, JsonNode>> labels =
                new ArrayList<>(entry.path("scores").properties());
        labels.sort((one, other) ->
                Double.compare(other.getValue().asDouble(), one.getValue().asDouble()));
        Map<String, Double> scores = new LinkedHashMap<>();
        labels.forEach(label -> scores.put(label.getKey(), label.getValue().asDouble()));
        return new Verdict(entry.path("label").asText(), entry.path("score").asDouble(), scores);
    }

    private JsonNode ask(List<String> texts) {
        HttpResponse<String> response =
                server.post("/classify", Map.of("model", model, "input", texts), HttpResponse.BodyHandlers.ofString());
        try {
            JsonNode answer = json.readTree(response.body());
            if (response.statusCode() != 200) {
                throw ModelServer.refusal(
                        response.statusCode(), answer.at("/error/message").asText(response.body()));
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw new GatewayException("unreadable answer from " + server.endpoint(), e);
        }
    }
}
