package dev.trainyard.data;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.tokenizer.template.ChatMessage;
import dev.trainyard.tokenizer.template.Conversation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code messages} of a row, as the OpenAI fine-tuning format writes them. */
final class MessageParser {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};

    private MessageParser() {}

    static Row chat(RowOrigin origin, JsonNode json) {
        JsonNode array = json.path("messages");
        if (!array.isArray() || array.isEmpty()) {
            throw new InvalidRow("messages must be a list of at least one message, but is %s"
                    .formatted(array.isArray() ? "empty" : RowParser.shown(array)));
        }
        List<ChatMessage> messages = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (JsonNode message : array) {
            try {
                weights.add(RowWeight.of(message, "weight"));
                messages.add(message(message));
            } catch (InvalidRow e) {
                throw new InvalidRow("messages[%d]: %s".formatted(messages.size(), e.getMessage()));
            }
        }
        requireSomethingToLearn(messages, weights);
        return new Row.Chat(origin, new Conversation(messages, tools(json)), weights, RowWeight.of(json));
    }

    /** The messages of a conversation that is only asked. */
    static List<ChatMessage> messages(JsonNode array) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : array) {
            try {
                messages.add(message(message));
            } catch (InvalidRow e) {
                throw new InvalidRow("messages[%d]: %s".formatted(messages.size(), e.getMessage()));
            }
        }
        return messages;
    }

    private static void requireSomethingToLearn(List<ChatMessage> messages, List<Double> weights) {
        boolean assistant = false;
        for (int i = 0; i < messages.size(); i++) {
            assistant |= messages.get(i).isAssistant();
            if (messages.get(i).isAssistant() && weights.get(i) > 0) {
                return;
            }
        }
        throw new InvalidRow(
                assistant
                        ? "every message of the assistant has weight 0, so there is nothing to learn"
                        : "there is no message of the assistant, so there is nothing to learn");
    }

    private static List<Map<String, Object>> tools(JsonNode json) {
        return RowParser.field(json, "tools", MessageParser::isListOfObjects, "a list of objects")
                .map(tools -> RowParser.JSON.convertValue(tools, OBJECTS))
                .orElse(List.of());
    }

    private static boolean isListOfObjects(JsonNode node) {
        boolean objects = node.isArray();
        for (JsonNode item : node) {
            objects &= item.isObject();
        }
        return objects;
    }

    private static ChatMessage message(JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidRow("an object was expected, but here is %s".formatted(RowParser.shown(json)));
        }
        String role = RowParser.string(json, "role");
        if (!ROLES.contains(role)) {
            throw new InvalidRow(
                    "the role '%s' is unknown, expected system, developer, user, assistant or tool".formatted(role));
        }
        Map<String, Object> extras = new LinkedHashMap<>(RowParser.JSON.convertValue(json, OBJECT));
        extras.keySet().removeAll(Set.of("role", "content", "weight"));
        extras.values().removeIf(value -> value == null);
        return new ChatMessage(role, content(json, extras.containsKey("tool_calls")), extras);
    }

    private static @Nullable String content(JsonNode json, boolean callsTools) {
        JsonNode content = json.path("content");
        if (content.isArray()) {
            return joined(content);
        }
        if (content.isTextual()) {
            return content.asText();
        }
        if (callsTools && (content.isNull() || content.isMissingNode())) {
            return null;
        }
        throw new InvalidRow(
                content.isMissingNode()
                        ? "content is missing"
                        : "content must be a string, but is %s".formatted(RowParser.shown(content)));
    }

    /** Content in parts, of which only text can be trained on. */
    private static String joined(JsonNode parts) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
                throw new InvalidRow("content has a part of type '%s', but only text can be trained on"
                        .formatted(part.path("type").asText()));
            }
            text.append(part.path("text").asText());
        }
        return text.toString();
    }
}
