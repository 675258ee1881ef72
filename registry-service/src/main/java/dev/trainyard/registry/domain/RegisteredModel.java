package dev.trainyard.registry.domain;

import java.time.Instant;

/**
 * A name with at least one version.
 *
 * @param latestNumber numbers run from 1 to this one without gaps
 * @param updatedAt when the latest version was registered
 */
public record RegisteredModel(String name, int latestNumber, Instant createdAt, Instant updatedAt) {}
