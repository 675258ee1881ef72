package dev.trainyard.tokenizer.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where model folders keep their chat template. */
final class TemplateFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TemplateFiles() {}

    static Optional<String> read(Path folder) {
        Path own = folder.resolve("chat_template.jinja");
        Path config = folder.resolve("tokenizer_config.json");
        try {
            if (Files.isRegularFile(own)) {
                return Optional.of(Files.readString(own));
            }
            if (!Files.isRegularFile(config)) {
                return Optional.empty();
            }
            return inConfig(JSON.readTree(config.toFile()).path("chat_template"));
        } catch (IOException e) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    "the chat template of %s cannot be read: %s".formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** One template, or several with names, of which {@code default} is for conversations. */
    private static Optional<String> inConfig(JsonNode template) {
        if (template.isTextual()) {
            return Optional.of(template.asText());
        }
        for (JsonNode named : template) {
            if (named.path("name").asText().equals("default")) {
                return Optional.of(named.path("template").asText());
            }
        }
        return Optional.empty();
    }
}
