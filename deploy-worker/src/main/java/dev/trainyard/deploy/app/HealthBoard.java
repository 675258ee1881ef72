package dev.trainyard.deploy.app;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.ServerHealth;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the fleet knows of its servers, for those who ask. Thread-safe. */
@Singleton
public final class HealthBoard {
    private final Map<DeploymentId, ServerHealth> known = new ConcurrentHashMap<>();

    void note(DeploymentId deployment, ServerHealth health) {
        known.put(deployment, health);
    }

    void forget(DeploymentId deployment) {
        known.remove(deployment);
    }

    /** Empty where no server runs or is being started for the deployment. */
    public Optional<ServerHealth> of(DeploymentId deployment) {
        return Optional.ofNullable(known.get(deployment));
    }
}
