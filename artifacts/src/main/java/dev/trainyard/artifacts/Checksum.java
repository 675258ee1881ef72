package dev.trainyard.artifacts;

/**
 * What a file or folder hashes to.
 *
 * @param sha256 64 lower-case hex digits
 * @param sizeBytes total size of the files
 */
public record Checksum(String sha256, long sizeBytes) {}
