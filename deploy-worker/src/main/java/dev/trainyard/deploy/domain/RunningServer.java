package dev.trainyard.deploy.domain;

import java.net.URI;
import java.time.Duration;

/** A server that was started and answered. */
public interface RunningServer {
    /** Base URL of the OpenAI-compatible API, ending in {@code /v1}. */
    URI endpoint();

    /** Whether its process runs; one that hangs does too. */
    boolean alive();

    /**
     * Asks whether it answers at all, which costs it nothing.
     *
     * <p>Errors: UNHEALTHY where no answer comes within {@code patience}.
     */
    void requireSign(Duration patience) throws InterruptedException;

    /** Asks a real prompt. Errors: UNHEALTHY where no whole answer comes within {@code patience}. */
    void requireAnswer(Duration patience) throws InterruptedException;

    /** Lets it answer what it has accepted, then ends it. Returns after the end. */
    void stop();

    /** Ends it at once, whatever it is doing. */
    void kill();
}
