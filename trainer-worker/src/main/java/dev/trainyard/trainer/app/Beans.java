package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.FileArtifactStore;
import dev.trainyard.hub.HubSettings;
import dev.trainyard.hub.ModelHubs;
import dev.trainyard.trainer.config.WorkerConfig;
import dev.trainyard.trainer.translate.ConfinedPaths;
import dev.trainyard.trainer.translate.PathResolver;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts from outside of this service, set up by its settings. */
final class Beans {
    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);

    private Beans() {}

    @Produces
    @Singleton
    static ArtifactStore artifactStore(WorkerConfig config) {
        return new FileArtifactStore(config.artifacts());
    }

    @Produces
    @Singleton
    static PathResolver paths(WorkerConfig config) {
        return new ConfinedPaths(config.dataRoots(), config.artifacts());
    }

    /** Set up by the variables that the hubs' own clients read; each may stand among the settings as well. */
    @Produces
    @Singleton
    static ModelHubs modelHubs(Config settings) {
        return new ModelHubs(HubSettings.ofThisProcess(variable -> settings.getOptionalValue(variable, String.class)));
    }

    /** So that a setting that cannot be understood is told at the start. */
    static void atStart(@Observes StartupEvent start, ModelHubs hubs) {
        LOG.info("models of hubs come from {}", hubs);
    }

    static void close(@Disposes ModelHubs hubs) {
        hubs.close();
    }
}
