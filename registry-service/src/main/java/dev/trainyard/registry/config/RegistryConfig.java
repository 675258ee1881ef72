package dev.trainyard.registry.config;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.util.List;

/** Settings below {@code trainyard}. */
@ConfigMapping(prefix = "trainyard")
public interface RegistryConfig {
    /** Root folder of the artifacts, shared by the services; created where missing. */
    Path artifacts();

    /** Folders that models trained elsewhere may be registered from. */
    @NotEmpty
    List<Path> dataRoots();
}
