package dev.trainyard.tokenizer.template;

import java.util.List;

/**
 * A rendered conversation with the places of what the assistant says.
 *
 * @param turns one per message of the assistant, in order, without overlap
 */
public record RenderedChat(String text, List<Turn> turns) {
    /**
     * What the model has to produce for one message: from the end of the generation prompt to the end of the
     * end-of-turn token, in chars.
     *
     * @param message index of the message
     */
    public record Turn(int message, int start, int end) {}

    public RenderedChat {
        turns = List.copyOf(turns);
    }
}
