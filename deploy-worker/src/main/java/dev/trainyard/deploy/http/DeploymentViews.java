package dev.trainyard.deploy.http;

import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.app.HealthBoard;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.Traffic;
import dev.trainyard.deploy.domain.Transitions;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Brings together what is known of a deployment. Needs a transaction. */
@Singleton
final class DeploymentViews {
    private final HealthBoard health;
    private final FrontDoor door;
    private final Transitions transitions;

    DeploymentViews(HealthBoard health, FrontDoor door, Transitions transitions) {
        this.health = health;
        this.door = door;
        this.transitions = transitions;
    }

    /** As it stands in a list. */
    DeploymentView inShort(Deployment deployment) {
        return DeploymentView.of(deployment, health.of(deployment.id()), traffic(deployment), Optional.empty());
    }

    /** With its history. */
    DeploymentView whole(Deployment deployment) {
        return DeploymentView.of(
                deployment,
                health.of(deployment.id()),
                traffic(deployment),
                Optional.of(transitions.of(deployment.id())));
    }

    private Optional<Traffic> traffic(Deployment deployment) {
        boolean counted =
                deployment.target() == Target.LOCAL && deployment.state().wanted();
        return counted ? Optional.of(door.traffic(deployment.id())) : Optional.empty();
    }
}
