package dev.trainyard.gateway.config;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.FileArtifactStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The artifact store, made from the settings. */
final class Storage {
    @Produces
    @Singleton
    ArtifactStore artifacts(GatewaySettings settings) {
        return new FileArtifactStore(settings.artifacts());
    }
}
