package dev.trainyard.deploy.domain;

import java.net.URI;

/** A server that was started and answered. */
public interface RunningServer {
    /** Base URL of the OpenAI-compatible API, ending in {@code /v1}. */
    URI endpoint();

    boolean alive();

    /** Lets it answer what it has accepted, then ends it. Returns after the end. */
    void stop();
}
