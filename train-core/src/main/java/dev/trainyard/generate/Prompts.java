package dev.trainyard.generate;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.generate.Continuation.Request;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.tokenizer.Tokenizer;
import java.util.Set;

/**
 * Begins texts of one model.
 *
 * @param context tokens that a prompt and what is generated may have together
 */
record Prompts(LanguageModel model, Tokenizer tokenizer, Set<Integer> stopIds, int context) {
    /**
     * A checked request.
     *
     * @throws TrainingFailure INVALID_DATA if the prompt is empty or leaves no room in the context
     */
    Request request(int[] promptIds, SamplingConfig config, GenerationListener listener) {
        int most = config.maxNewTokens() == 0 ? context : context - 1;
        if (promptIds.length == 0 || promptIds.length > most) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA,
                    "the prompt has " + promptIds.length + " tokens, expected 1 to " + most
                            + ": the model's context holds " + context + " tokens, those generated included");
        }
        int limit = Math.min(config.maxNewTokens(), context - promptIds.length);
        return new Request(promptIds.clone(), config, limit, listener);
    }

    /** Makes room for its keys and values; to be closed. */
    Continuation begin(Request request) {
        return new Continuation(request, model.newCache(1, request.tokens()), tokenizer, stopIds);
    }
}
