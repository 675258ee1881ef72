package dev.trainyard.publishing.ollama;

import dev.trainyard.hub.Endpoint;
import dev.trainyard.hub.Patience;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An Ollama server, and how models are made there.
 *
 * @param namespace before the name of each model, such as {@code team}; empty for none
 * @param parameters of each model, such as {@code num_ctx} and {@code temperature}; texts, numbers, booleans or lists
 * @param createLimit longest time in which the server makes a model of its files
 * @param answerLimit longest time for the answer to a prompt, loading included
 * @param prompt what a model is asked before it becomes current
 */
public record OllamaSettings(
        Endpoint endpoint,
        Optional<String> namespace,
        Map<String, Object> parameters,
        Duration createLimit,
        Duration answerLimit,
        String prompt,
        Patience patience) {
    public OllamaSettings {
        parameters = Map.copyOf(parameters);
    }
}
