package dev.trainyard.deploy.config;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.FileArtifactStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The artifact store the settings name. */
@Singleton
final class ArtifactWiring {
    @Produces
    @Singleton
    ArtifactStore artifacts(DeployConfig config) {
        return new FileArtifactStore(config.artifacts());
    }
}
