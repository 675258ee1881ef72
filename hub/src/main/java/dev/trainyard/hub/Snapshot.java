package dev.trainyard.hub;

import dev.trainyard.contracts.spec.HubReference;
import java.nio.file.Path;

/**
 * A repository's files on this machine.
 *
 * @param folder absolute; it belongs to the hub's cache, and nothing may be written there
 * @param pinned the reference with the hub and the commit that it came from
 */
public record Snapshot(Path folder, HubReference pinned) {}
