package dev.trainyard.deploy.server;

import java.time.Duration;

/**
 * What one server takes on.
 *
 * @param bodyBytes size of a request body
 * @param waiting requests that may wait besides the one being answered
 * @param drain how long accepted requests may take after SIGTERM
 */
record ServerLimits(int bodyBytes, int waiting, Duration drain) {
    static final ServerLimits DEFAULT = new ServerLimits(4 << 20, 32, Duration.ofSeconds(8));
}
