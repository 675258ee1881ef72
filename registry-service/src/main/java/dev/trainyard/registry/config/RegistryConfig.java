package dev.trainyard.registry.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Settings below {@code trainyard}. */
@ConfigMapping(prefix = "trainyard")
public interface RegistryConfig {
    /** Root folder of the artifacts, shared by the services; created where missing. */
    Path artifacts();
}
