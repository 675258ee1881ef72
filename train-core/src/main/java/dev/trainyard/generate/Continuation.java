package dev.trainyard.generate;

import dev.trainyard.nn.KvCache;
import dev.trainyard.tokenizer.StreamDecoder;
import dev.trainyard.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One text on its way: what of its prompt was read, the keys and values of it, and what was generated. It has everything
 * of its own that the next token depends on.
 *
 * <p>Memory: owns the cache it is given. Not thread-safe.
 */
final class Continuation implements AutoCloseable {
    private final int[] promptIds;
    private final KvCache cache;
    private final Sampler sampler;
    private final OptionalInt scores;
    private final Set<Integer> stopIds;
    private final GenerationListener listener;
    private final Transcript transcript;
    private final StreamDecoder promptText;
    private final int limit;
    private int last;

    /** @param cache with room for the prompt and {@code limit} tokens */
    Continuation(Request request, KvCache cache, Tokenizer tokenizer, Set<Integer> stopIds) {
        SamplingConfig config = request.config;
        this.promptIds = request.promptIds;
        this.cache = cache;
        this.sampler = new Sampler(config);
        this.scores = config.scores();
        this.stopIds = stopIds;
        this.listener = request.listener;
        this.limit = request.limit;
        this.promptText = new StreamDecoder(tokenizer);
        this.transcript =
                new Transcript(new StreamDecoder(tokenizer, promptIds), config.stop(), request.limit, request.listener);
    }

    /**
     * What is to be continued.
     *
     * @param limit tokens generated at most, as far as the model's context allows
     */
    record Request(int[] promptIds, SamplingConfig config, int limit, GenerationListener listener) {
        /** Tokens of prompt and answer. */
        int tokens() {
            return promptIds.length + limit;
        }
    }

    /** Whether tokens of the prompt are still to be read. */
    boolean inPrompt() {
        return cache.length() < promptIds.length;
    }

    /** Tokens of the prompt. */
    int promptLength() {
        return promptIds.length;
    }

    /** The next tokens of the prompt, at most so many. */
    int[] promptPart(int most) {
        int from = cache.length();
        return Arrays.copyOfRange(promptIds, from, Math.min(promptIds.length, from + most));
    }

    /** The token that was generated last. */
    int last() {
        return last;
    }

    KvCache cache() {
        return cache;
    }

    /** Whether the tokens of the prompt are told of. */
    boolean tellsPrompt() {
        return inPrompt() && scores.isPresent() && listener.wantsPrompt();
    }

    /**
     * Takes in the logits after tokens that the cache holds now.
     *
     * @param logits after the last one, if it is the last of the prompt or after it; after each one where
     *     {@link #tellsPrompt}
     */
    void take(float[][] logits) {
        int from = cache.length() - logits.length;
        if (from < promptIds.length && scores.isPresent() && listener.wantsPrompt()) {
            tellPrompt(from, logits);
        }
        if (inPrompt()) {
            return;
        }
        if (limit == 0) {
            transcript.end();
        } else {
            choose(logits[logits.length - 1]);
        }
    }

    private void tellPrompt(int from, float[][] logits) {
        if (from == 0) {
            listener.onPromptToken(TokenScores.unknown(promptIds[0], promptText.push(promptIds[0])));
        }
        for (int i = 0; i < logits.length && from + i + 1 < promptIds.length; i++) {
            int id = promptIds[from + i + 1];
            listener.onPromptToken(TokenScores.of(logits[i], id, promptText.push(id), scores.orElse(0)));
        }
    }

    /** Chooses the next token by the logits after all tokens so far. */
    private void choose(float[] logits) {
        float[] own = scores.isPresent() ? logits.clone() : logits;
        last = sampler.next(logits);
        transcript.add(last, stopIds.contains(last), text -> {
            if (scores.isPresent()) {
                listener.onToken(TokenScores.of(own, last, text, scores.getAsInt()));
            }
        });
    }

    /** Whether nothing is left to do, also because nobody wants the text any more. */
    boolean ended() {
        if (!transcript.ended() && !listener.wanted()) {
            transcript.cancel();
        }
        return transcript.ended();
    }

    void cancel() {
        transcript.cancel();
    }

    Generation finish() {
        return transcript.finish(promptIds.length);
    }

    @Override
    public void close() {
        cache.close();
    }
}
