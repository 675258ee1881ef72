package dev.trainyard.tokenizer.template;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.tokenizer.SpecialTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Templates in the form of well-known models, conversations, and what Jinja2 makes of them. */
final class TemplateFixtures {
    static final SpecialTokens TOKENS = new SpecialTokens(
            Optional.of(new SpecialTokens.Token("<s>", 1)),
            Optional.of(new SpecialTokens.Token("</s>", 2)),
            Optional.empty(),
            Optional.empty(),
            List.of(2));
    private static final ObjectMapper JSON = new ObjectMapper();

    private TemplateFixtures() {}

    static ChatTemplate template(String name) {
        return name.equals("chatml") ? ChatTemplate.chatMl(TOKENS) : ChatTemplate.of(resource(name + ".jinja"), TOKENS);
    }

    static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(TemplateFixtures.class.getResourceAsStream("/templates/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String name) {
        try {
            return JSON.readTree(resource(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> object(JsonNode json) {
        return JSON.convertValue(json, new TypeReference<Map<String, Object>>() {});
    }

    static Conversation conversation(String name) {
        JsonNode json = json("conversations.json").path(name);
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : json.path("messages")) {
            Map<String, Object> extras = new LinkedHashMap<>(object(message));
            extras.remove("role");
            extras.remove("content");
            messages.add(new ChatMessage(
                    message.path("role").asText(),
                    message.path("content").isTextual()
                            ? message.path("content").asText()
                            : null,
                    extras));
        }
        List<Map<String, Object>> tools = new ArrayList<>();
        json.path("tools").forEach(tool -> tools.add(object(tool)));
        return new Conversation(messages, tools);
    }
}
