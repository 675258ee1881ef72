package dev.trainyard.generate;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How the next token is chosen and when generation ends.
 *
 * @param maxNewTokens tokens generated at most; 0 = the prompt is only read
 * @param temperature logits are divided by it; 0 = always the likeliest token
 * @param topK only the so many likeliest tokens are drawn from; 0 = all
 * @param topP only the likeliest tokens that together reach this probability are drawn from; 1 = all
 * @param seed of the draws: the same seed, prompt and model give the same text
 * @param stop texts at which generation ends; they are not part of the result
 * @param weights what makes tokens more or less likely than the model has them
 * @param scores asks for {@link TokenScores} with so many of the likeliest tokens; empty = none at all
 */
public record SamplingConfig(
        int maxNewTokens,
        double temperature,
        int topK,
        double topP,
        long seed,
        List<String> stop,
        Weights weights,
        OptionalInt scores) {

    public SamplingConfig {
        require(maxNewTokens >= 0, "max_new_tokens", maxNewTokens, "at least 0");
        require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, "a number from 0");
        require(topK >= 0, "top_k", topK, "a whole number from 0 (0 = all tokens)");
        require(topP > 0 && topP <= 1, "top_p", topP, "a probability above 0 and up to 1 (1 = all tokens)");
        require(stop.stream().noneMatch(String::isEmpty), "stop", stop, "texts of at least one character");
        require(scores.orElse(0) >= 0, "scores", scores, "a number of tokens from 0");
        stop = List.copyOf(stop);
    }

    /** Tokens as likely as the model has them, and nothing said about that. */
    public SamplingConfig(int maxNewTokens, double temperature, int topK, double topP, long seed, List<String> stop) {
        this(maxNewTokens, temperature, topK, topP, seed, stop, Weights.NONE, OptionalInt.empty());
    }

    /** Always the likeliest token, no stop texts. */
    public static SamplingConfig greedy(int maxNewTokens) {
        return new SamplingConfig(maxNewTokens, 0, 0, 1, 0, List.of());
    }

    /**
     * What is added to logits before anything else. Source: the OpenAI API reference, "frequency_penalty".
     *
     * @param frequencyPenalty taken off a token's logit for each time it was generated
     * @param presencePenalty taken off once if it was generated at all
     * @param bias added to the logits of these token ids
     */
    public record Weights(double frequencyPenalty, double presencePenalty, Map<Integer, Double> bias) {
        /** Leaves everything as it is. */
        public static final Weights NONE = new Weights(0, 0, Map.of());

        public Weights {
            require(Double.isFinite(frequencyPenalty), "frequency_penalty", frequencyPenalty, "a number");
            require(Double.isFinite(presencePenalty), "presence_penalty", presencePenalty, "a number");
            bias = Map.copyOf(bias);
        }

        boolean penalize() {
            return frequencyPenalty != 0 || presencePenalty != 0;
        }
    }

    private static void require(boolean holds, String name, Object seen, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + seen + ", expected " + expected);
        }
    }
}
