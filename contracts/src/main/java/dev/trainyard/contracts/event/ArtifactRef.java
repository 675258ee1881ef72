package dev.trainyard.contracts.event;

import java.net.URI;

/**
 * Where an artifact lies and what it must hash to; artifacts themselves never travel in events.
 *
 * @param uri a file or a folder, {@code file:///…} or {@code s3://…}
 * @param sha256 64 lower-case hex digits. Of a folder: the digest over its files' paths and digests, sorted by path
 * @param sizeBytes total size
 */
public record ArtifactRef(URI uri, String sha256, long sizeBytes) {}
