package dev.trainyard.registry.domain;

import dev.trainyard.contracts.id.VersionId;
import java.time.Instant;

/**
 * A name that stands for one version of a model until it is moved.
 *
 * @param number of the version
 */
public record Alias(String name, String alias, VersionId versionId, int number, Instant updatedAt) {}
