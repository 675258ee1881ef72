package dev.trainyard.registry.config;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.artifacts.FileArtifactStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/** Where files lie, as the settings say. */
@Singleton
final class Artifacts {
    @Produces
    @Singleton
    ArtifactStore store(RegistryConfig config) {
        return new FileArtifactStore(config.artifacts());
    }

    /** Models may also be registered from the artifacts, such as a checkpoint of a job. */
    @Produces
    @Singleton
    DataRoots roots(RegistryConfig config) {
        return new DataRoots(Stream.concat(config.dataRoots().stream(), Stream.of(config.artifacts()))
                .toList());
    }
}
