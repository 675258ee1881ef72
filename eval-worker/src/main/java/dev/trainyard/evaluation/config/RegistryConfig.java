package dev.trainyard.evaluation.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Settings under {@code trainyard.registry}. */
@ConfigMapping(prefix = "trainyard.registry")
public interface RegistryConfig {
    /** Where registry-service is. */
    @WithDefault("http://localhost:8082")
    URI url();

    /** How long its answer is waited for; 1 second to 1 minute. */
    @WithDefault("10s")
    Duration answerTimeout();
}
