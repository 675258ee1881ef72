package dev.trainyard.evaluation.config;

import dev.trainyard.hub.HubSettings;
import dev.trainyard.hub.ModelHubs;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hubs, set up by the variables that their own clients read; each may stand among the settings as well. */
@Singleton
final class HubWiring {
    private static final Logger LOG = LoggerFactory.getLogger(HubWiring.class);

    @Produces
    @Singleton
    ModelHubs hubs(Config settings) {
        return new ModelHubs(HubSettings.ofThisProcess(variable -> settings.getOptionalValue(variable, String.class)));
    }

    /** So that a setting that cannot be understood is told at the start. */
    void atStart(@Observes StartupEvent start, ModelHubs hubs) {
        LOG.info("bases of adapters come from {}", hubs);
    }

    void close(@Disposes ModelHubs hubs) {
        hubs.close();
    }
}
