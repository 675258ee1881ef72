package dev.trainyard.generate;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.LanguageModel;
import dev.trainyard.nn.KvCache;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tokenizer.StreamDecoder;
import dev.trainyard.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Continues a prompt token by token: one pass over the prompt, then one step for each token, with the keys and values
 * of all tokens before kept.
 *
 * <p>Memory: borrows model and tokenizer; what a step needs is freed after it. Not thread-safe.
 */
public final class Generator {
    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final Set<Integer> stopIds;

    /** @param stopIds tokens that end the text */
    public Generator(LanguageModel model, Tokenizer tokenizer, Set<Integer> stopIds) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.stopIds = Set.copyOf(stopIds);
    }

    /**
     * Generates until the model ends, a stop text comes, a limit is reached, or the listener wants no more.
     *
     * @throws TrainingFailure INVALID_DATA if the prompt is empty or leaves no room in the model's context
     */
    public Generation generate(int[] promptIds, SamplingConfig config, GenerationListener listener) {
        int room = room(promptIds);
        int limit = Math.min(config.maxNewTokens(), room);
        Sampler sampler = new Sampler(config);
        Transcript transcript = new Transcript(new StreamDecoder(tokenizer, promptIds), config.stop(), listener);
        model.mode().predict();
        try (NoGrad guard = NoGrad.open();
                KvCache cache = model.newCache(1, promptIds.length + limit)) {
            int[] next = promptIds;
            while (transcript.size() < limit) {
                int token = sampler.next(logits(next, cache));
                if (!transcript.add(token, stopIds.contains(token))) {
                    break;
                }
                next = new int[] {token};
            }
        }
        return transcript.finish(promptIds.length);
    }

    private int room(int... promptIds) {
        int context = model.config().maxPositionEmbeddings();
        if (promptIds.length == 0 || promptIds.length >= context) {
            throw new TrainingFailure(
                    FailureCode.INVALID_DATA,
                    "the prompt has " + promptIds.length + " tokens, expected 1 to " + (context - 1)
                            + ": the model's context holds " + context + " tokens, those generated included");
        }
        return context - promptIds.length;
    }

    private float[] logits(int[] ids, KvCache cache) {
        try (Scope step = Scope.open()) {
            Tensor hidden_BTC = model.hidden(model.ids(ids).view(1, -1), cache);
            return model.logits(hidden_BTC.select(1, ids.length - 1)).floats();
        }
    }

    /** The text so far, on its way through decoder and stop texts to the listener. */
    private static final class Transcript {
        private final StreamDecoder decoder;
        private final StopTexts stops;
        private final GenerationListener listener;
        private final List<Integer> ids = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private Generation.FinishReason reason = Generation.FinishReason.LENGTH;

        Transcript(StreamDecoder decoder, List<String> stops, GenerationListener listener) {
            this.decoder = decoder;
            this.stops = new StopTexts(stops);
            this.listener = listener;
        }

        int size() {
            return ids.size();
        }

        /** Whether generation goes on after this token. */
        boolean add(int token, boolean ends) {
            ids.add(token);
            if (ends) {
                reason = Generation.FinishReason.STOP;
                return false;
            }
            show(stops.push(decoder.push(token)));
            if (stops.found() && reason != Generation.FinishReason.CANCELLED) {
                reason = Generation.FinishReason.STOP;
            }
            return reason == Generation.FinishReason.LENGTH;
        }

        Generation finish(int promptTokens) {
            if (reason != Generation.FinishReason.CANCELLED && !stops.found()) {
                show(stops.push(decoder.flush()));
                show(stops.flush());
                reason = stops.found() ? Generation.FinishReason.STOP : reason;
            }
            return new Generation(text.toString(), ids, promptTokens, reason);
        }

        private void show(String piece) {
            if (!piece.isEmpty()) {
                text.append(piece);
                if (!listener.onText(piece)) {
                    reason = Generation.FinishReason.CANCELLED;
                }
            }
        }
    }
}
