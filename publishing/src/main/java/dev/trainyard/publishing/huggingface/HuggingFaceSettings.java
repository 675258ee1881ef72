package dev.trainyard.publishing.huggingface;

import dev.trainyard.hub.Endpoint;
import dev.trainyard.hub.Patience;
import java.util.Optional;

/**
 * Where models are published, and as whose.
 *
 * @param endpoint with a token that may write
 * @param owner user or organisation of the repositories; empty for the user whose token it is
 * @param hidden whether repositories that are made are private; those that are there stay as they are
 */
public record HuggingFaceSettings(Endpoint endpoint, Optional<String> owner, boolean hidden, Patience patience) {}
