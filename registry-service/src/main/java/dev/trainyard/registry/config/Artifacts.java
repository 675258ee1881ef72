package dev.trainyard.registry.config;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.FileArtifactStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The artifact store of the settings. */
@Singleton
final class Artifacts {
    @Produces
    @Singleton
    ArtifactStore store(RegistryConfig config) {
        return new FileArtifactStore(config.artifacts());
    }
}
