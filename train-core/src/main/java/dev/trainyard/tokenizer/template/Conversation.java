package dev.trainyard.tokenizer.template;

import java.util.List;
import java.util.Map;

/**
 * What a chat template renders.
 *
 * @param tools functions the model may call, as JSON schemas; mostly empty
 */
public record Conversation(List<ChatMessage> messages, List<Map<String, Object>> tools) {
    public Conversation {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** A conversation without tools. */
    public static Conversation of(List<ChatMessage> messages) {
        return new Conversation(messages, List.of());
    }

    /** A conversation without tools. */
    public static Conversation of(ChatMessage... messages) {
        return of(List.of(messages));
    }

    /** The first {@code count} messages. */
    Conversation first(int count) {
        return new Conversation(messages.subList(0, count), tools);
    }
}
