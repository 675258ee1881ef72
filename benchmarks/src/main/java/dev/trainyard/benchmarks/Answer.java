package dev.trainyard.benchmarks;

/**
 * What a client saw of one streamed answer.
 *
 * @param firstSeconds from the request to the first text
 * @param seconds from the request to the last text
 */
record Answer(String text, int tokens, double firstSeconds, double seconds) {
    /** Tokens after the first one, in the time after it. */
    double tokensPerSecond() {
        return (tokens - 1) / (seconds - firstSeconds);
    }
}
