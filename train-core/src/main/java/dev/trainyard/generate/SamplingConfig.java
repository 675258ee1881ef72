package dev.trainyard.generate;

import java.util.List;

/**
 * How the next token is chosen and when generation ends.
 *
 * @param maxNewTokens tokens generated at most
 * @param temperature logits are divided by it; 0 = always the likeliest token
 * @param topK only the so many likeliest tokens are drawn from; 0 = all
 * @param topP only the likeliest tokens that together reach this probability are drawn from; 1 = all
 * @param seed of the draws: the same seed, prompt and model give the same text
 * @param stop texts at which generation ends; they are not part of the result
 */
public record SamplingConfig(
        int maxNewTokens, double temperature, int topK, double topP, long seed, List<String> stop) {
    public SamplingConfig {
        require(maxNewTokens >= 1, "max_new_tokens", maxNewTokens, "at least 1");
        require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, "a number from 0");
        require(topK >= 0, "top_k", topK, "a whole number from 0 (0 = all tokens)");
        require(topP > 0 && topP <= 1, "top_p", topP, "a probability above 0 and up to 1 (1 = all tokens)");
        require(stop.stream().noneMatch(String::isEmpty), "stop", stop, "texts of at least one character");
        stop = List.copyOf(stop);
    }

    /** Always the likeliest token, no stop texts. */
    public static SamplingConfig greedy(int maxNewTokens) {
        return new SamplingConfig(maxNewTokens, 0, 0, 1, 0, List.of());
    }

    private static void require(boolean holds, String name, Object seen, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + seen + ", expected " + expected);
        }
    }
}
