package dev.trainyard.data;

import dev.trainyard.tokenizer.template.ChatMessage;
import java.util.List;

/** What a model is asked, by a row without an answer to learn from. */
public sealed interface Prompt {
    /** A text to continue. */
    record Text(String text) implements Prompt {}

    /** A conversation whose next turn is the assistant's. */
    record Chat(List<ChatMessage> messages) implements Prompt {
        public Chat {
            messages = List.copyOf(messages);
        }
    }
}
