package dev.trainyard.gateway.http;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.gateway.app.ModelRegistry;
import dev.trainyard.gateway.config.GatewaySettings;
import dev.trainyard.registryclient.RegistryClient;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Asks registry-service over HTTP. Thread-safe. */
@Singleton
final class RemoteRegistry implements ModelRegistry {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RegistryClient client;

    RemoteRegistry(GatewaySettings settings) {
        this.client = new RegistryClient(
                settings.registry().url(), settings.forwarding().connectTimeout(), PATIENCE);
    }

    @Override
    public ArtifactRef files(String reference) {
        try {
            return client.version(reference).version().artifact();
        } catch (TrainyardException e) {
            throw switch (e.code()) {
                case NOT_FOUND ->
                    new TrainyardException(
                            ErrorCode.NOT_FOUND,
                            "\"" + reference + "\" is not in the registry: see GET /api/training/models for what is",
                            e);
                case UNAVAILABLE ->
                    new TrainyardException(
                            ErrorCode.UNAVAILABLE, "model.base cannot be resolved: " + e.getMessage(), e);
                default -> e;
            };
        }
    }
}
