package dev.trainyard.hub;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a repository.
 *
 * @param path within the repository, parts separated by {@code /}
 * @param size bytes; empty where the hub did not tell
 * @param checksum of the content; empty where the hub tells it only with the file
 */
record RemoteFile(String path, OptionalLong size, Optional<Checksum> checksum) {}
