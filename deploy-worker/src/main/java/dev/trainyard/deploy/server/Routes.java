package dev.trainyard.deploy.server;

import java.util.Set;

/** The paths of POST requests that a model of one kind or another answers. */
final class Routes {
    static final String CHAT = "/v1/chat/completions";
    static final String COMPLETIONS = "/v1/completions";
    static final String CLASSIFY = "/v1/classify";
    static final String EMBEDDINGS = "/v1/embeddings";
    static final Set<String> ALL = Set.of(CHAT, COMPLETIONS, CLASSIFY, EMBEDDINGS);

    private Routes() {}
}
