package dev.trainyard.devkit.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Talks to a deployed model over its OpenAI-compatible endpoint. Thread-safe. */
public final class ChatClient {
    private final JsonMapper json = new JsonMapper();
    private final ModelServer server;
    private final String model;

    /**
     * A client of one model.
     *
     * @param endpoint base URL ending in {@code /v1}
     * @param model what the server calls the model
     */
    public ChatClient(URI endpoint, String model) {
        this.server = new ModelServer(endpoint, json);
        this.model = model;
    }

    /** One turn of a conversation. */
    public record Turn(String role, String content) {}

    /** How an answer is drawn; temperature 0 always takes the likeliest token. */
    public record Sampling(int maxTokens, double temperature) {}

    /**
     * Asks for the next turn and hands its pieces over as the model writes them.
     *
     * @return the whole answer
     */
    public String stream(List<Turn> turns, Sampling sampling, Consumer<String> piece) {
        StringBuilder answer = new StringBuilder();
        HttpResponse<Stream<String>> response =
                server.post("/chat/completions", body(turns, sampling), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                String body = String.join("\n", lines.toList());
                throw ModelServer.refusal(response.statusCode(), problem(body));
            }
            Iterator<ServerSentEvent> events = ServerSentEvent.parse(lines.iterator());
            while (events.hasNext()) {
                String data = events.next().data();
                if (data.equals("[DONE]")) {
                    break;
                }
                String text = delta(data);
                answer.append(text);
                piece.accept(text);
            }
        }
        return answer.toString();
    }

    /** The sentence in an error object, or all of what is none. */
    private String problem(String body) {
        try {
            return json.readTree(body).at("/error/message").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    private String delta(String data) {
        try {
            JsonNode chunk = json.readTree(data);
            if (chunk.has("error")) {
                throw new GatewayException(
                        500,
                        "the model server failed: "
                                + chunk.path("error").path("message").asText(),
                        List.of());
            }
            return chunk.path("choices").path(0).path("delta").path("content").asText("");
        } catch (JsonProcessingException e) {
            throw new GatewayException("unreadable answer: " + data, e);
        }
    }

    private Map<String, Object> body(List<Turn> turns, Sampling sampling) {
        return Map.of(
                "model",
                model,
                "messages",
                turns,
                "stream",
                true,
                "max_tokens",
                sampling.maxTokens(),
                "temperature",
                sampling.temperature());
    }
}
