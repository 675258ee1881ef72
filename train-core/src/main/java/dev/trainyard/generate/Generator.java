package dev.trainyard.generate;

import dev.trainyard.tensor.NoGrad;
import java.util.List;

/**
 * Continues one prompt at a time: some passes over the prompt, then a step for each token, with the keys and values of
 * all tokens before kept.
 *
 * <p>Memory: borrows the model; to be closed before it. Not thread-safe.
 */
final class Generator implements AutoCloseable {
    private final Prompts prompts;
    private final Steps steps;

    Generator(Prompts prompts) {
        this.prompts = prompts;
        this.steps = new Steps(prompts.model(), 1, BatchLimits.PROMPT_PART);
    }

    /**
     * Generates until the model ends, a stop text comes, a limit is reached, or the listener wants no more.
     *
     * @throws dev.trainyard.failure.TrainingFailure INVALID_DATA if the prompt is empty or leaves no room in the
     *     model's context
     */
    Generation generate(int[] promptIds, SamplingConfig config, GenerationListener listener) {
        Continuation.Request request = prompts.request(promptIds, config, listener);
        try (NoGrad guard = NoGrad.open();
                Continuation text = prompts.begin(request)) {
            while (!text.ended()) {
                text.take(steps.next(List.of(text)).getFirst().logits());
            }
            return text.finish();
        }
    }

    @Override
    public void close() {
        steps.close();
    }
}
