package dev.trainyard.evaluation.config;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.artifacts.FileArtifactStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The artifact store and the data roots the settings name. */
@Singleton
final class ArtifactWiring {
    @Produces
    @Singleton
    ArtifactStore artifacts(EvaluationConfig config) {
        return new FileArtifactStore(config.artifacts());
    }

    @Produces
    @Singleton
    DataRoots dataRoots(EvaluationConfig config) {
        return new DataRoots(config.dataRoots());
    }
}
