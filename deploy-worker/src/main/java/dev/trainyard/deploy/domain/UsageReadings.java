package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.DeploymentId;
import java.util.Optional;

/** The last reading of each deployment's server. Every method needs a running transaction. */
public interface UsageReadings {
    Optional<UsageReading> last(DeploymentId deployment);

    void save(DeploymentId deployment, UsageReading reading);
}
