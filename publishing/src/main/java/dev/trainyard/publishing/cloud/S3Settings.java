package dev.trainyard.publishing.cloud;

import dev.trainyard.hub.Token;
import java.net.URI;
import java.util.Optional;

/**
 * A bucket of an S3-compatible store.
 *
 * @param endpoint of the store; empty for Amazon's own in the region
 * @param prefix in front of every key, without slashes at its ends; may be empty
 * @param keys empty where the environment of the process says who asks, as AWS's clients read it
 * @param partBytes files that are larger are sent in parts of this size; 5 MiB at least
 */
public record S3Settings(
        Optional<URI> endpoint, String region, String bucket, String prefix, Optional<Keys> keys, long partBytes) {
    /** Who asks. The secret never appears in a text by accident. */
    public record Keys(String id, Token secret) {}
}
