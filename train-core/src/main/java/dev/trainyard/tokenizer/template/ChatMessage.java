package dev.trainyard.tokenizer.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation.
 *
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool}
 * @param content the text; null only for an assistant's turn that consists of tool calls
 * @param extras further fields that templates read, such as {@code tool_calls} or {@code reasoning_content}: strings,
 *     numbers, booleans, lists and maps of such
 */
public record ChatMessage(String role, @Nullable String content, Map<String, Object> extras) {
    public ChatMessage {
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }

    /** A turn of plain text. */
    public static ChatMessage of(String role, String content) {
        return new ChatMessage(role, content, Map.of());
    }

    /** Whether the model is to say this. */
    public boolean isAssistant() {
        return role.equals("assistant");
    }

    /** The message as templates see it. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("role", role);
        fields.put("content", content);
        fields.putAll(extras);
        return fields;
    }
}
