package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.FileArtifactStore;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.translate.ConfinedPaths;
import dev.trainyard.trainer.translate.TrainConfigTranslator;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Parts from outside of this service, set up by its settings. */
final class Beans {
    private Beans() {}

    @Produces
    @Singleton
    static ArtifactStore artifactStore(WorkerConfig config) {
        return new FileArtifactStore(config.artifacts());
    }

    @Produces
    @Singleton
    static TrainConfigTranslator translator(WorkerConfig config) {
        return new TrainConfigTranslator(new ConfinedPaths(config.dataRoots(), config.artifacts()));
    }
}
