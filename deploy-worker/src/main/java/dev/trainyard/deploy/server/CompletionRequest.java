package dev.trainyard.deploy.server;

import dev.trainyard.deploy.server.LanguageModel.Turn;
import dev.trainyard.generate.SamplingConfig.Weights;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a client asks for, checked but not yet tokenised.
 *
 * @param model name as requested
 * @param prompts at least one; each is continued {@code n} times
 * @param maxTokens tokens generated at most; empty = as many as the context holds
 * @param scores how many of the likeliest tokens are told with their log-probabilities; empty = nothing is told
 * @param echo whether answers begin with their prompts
 * @param includeUsage whether a stream ends with a chunk of token counts
 */
record CompletionRequest(
        String model,
        List<Prompt> prompts,
        int n,
        OptionalInt maxTokens,
        double temperature,
        double topP,
        int topK,
        OptionalLong seed,
        List<String> stop,
        Weights weights,
        OptionalInt scores,
        boolean echo,
        boolean stream,
        boolean includeUsage) {

    /** Whether it is a conversation. */
    boolean chat() {
        return prompts.getFirst() instanceof Prompt.Chat;
    }

    /** The three ways to say what is to be continued. */
    sealed interface Prompt {
        record Chat(List<Turn> turns) implements Prompt {}

        record Text(String text) implements Prompt {}

        record Tokens(int[] ids) implements Prompt {}
    }
}
