package dev.trainyard.registry.domain;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.VersionId;
import java.time.Instant;
import java.util.Optional;

/**
 * A place where a version is or was served.
 *
 * @param target such as {@code local}; empty where it is not known
 * @param endpoint base URL of its API
 * @param servedName what requests call it
 */
public record Deployment(
        DeploymentId id,
        VersionId versionId,
        String target,
        Status status,
        Optional<String> endpoint,
        Optional<String> servedName,
        Instant changedAt) {
    /** How far it is. */
    public enum Status {
        STARTING,
        READY,
        FAILED,
        STOPPED;

        /** Whether the version is in use. */
        public boolean live() {
            return this == STARTING || this == READY;
        }
    }
}
