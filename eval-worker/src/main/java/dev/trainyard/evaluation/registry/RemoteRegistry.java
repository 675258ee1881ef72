package dev.trainyard.evaluation.registry;

import dev.trainyard.evaluation.config.RegistryConfig;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.evaluation.domain.RegisteredVersion;
import dev.trainyard.registryclient.RegistryClient;
import dev.trainyard.registryclient.ResolvedVersion;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Asks registry-service over HTTP. Thread-safe. */
@Singleton
final class RemoteRegistry implements ModelRegistry {
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    private final RegistryClient client;

    RemoteRegistry(RegistryConfig config) {
        this.client = new RegistryClient(config.url(), CONNECTING, config.answerTimeout());
    }

    @Override
    public RegisteredVersion version(String reference) {
        ResolvedVersion found = client.version(reference);
        return new RegisteredVersion(
                found.version(),
                found.architecture(),
                found.adapter(),
                found.heldOut(),
                found.baseModel(),
                found.baseVersion());
    }
}
