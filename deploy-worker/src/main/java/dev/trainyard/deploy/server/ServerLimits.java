package dev.trainyard.deploy.server;

import java.time.Duration;

/**
 * What one server takes on.
 *
 * @param bodyBytes size of a request body
 * @param waiting requests that may wait besides those being answered
 * @param maxTokens that one answer may have
 * @param drain how long accepted requests may take after SIGTERM
 */
record ServerLimits(int bodyBytes, int waiting, int maxTokens, Duration drain) {
    static final ServerLimits DEFAULT = new ServerLimits(4 << 20, 32, Integer.MAX_VALUE, Duration.ofSeconds(8));

    ServerLimits withWaiting(int number) {
        return new ServerLimits(bodyBytes, number, maxTokens, drain);
    }

    ServerLimits withMaxTokens(int number) {
        return new ServerLimits(bodyBytes, waiting, number, drain);
    }
}
