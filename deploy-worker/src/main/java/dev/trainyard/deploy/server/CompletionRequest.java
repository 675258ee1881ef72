package dev.trainyard.deploy.server;

import dev.trainyard.deploy.server.LanguageModel.Turn;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a client asks for, checked but not yet tokenised.
 *
 * @param model name as requested
 * @param maxTokens tokens generated at most; empty = as many as the context holds
 * @param includeUsage whether a stream ends with a chunk of token counts
 */
record CompletionRequest(
        String model,
        Prompt prompt,
        OptionalInt maxTokens,
        double temperature,
        double topP,
        int topK,
        OptionalLong seed,
        List<String> stop,
        boolean stream,
        boolean includeUsage) {

    /** The three ways to say what is to be continued. */
    sealed interface Prompt {
        record Chat(List<Turn> turns) implements Prompt {}

        record Text(String text) implements Prompt {}

        record Tokens(int[] ids) implements Prompt {}
    }
}
