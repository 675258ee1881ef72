package dev.trainyard.deploy.http;

import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.app.HealthBoard;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.StepMeasurements;
import dev.trainyard.deploy.domain.Traffic;
import dev.trainyard.deploy.domain.Transition;
import dev.trainyard.deploy.domain.Transitions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Brings together what is known of a deployment. Needs a transaction. */
@Singleton
final class DeploymentViews {
    private final HealthBoard health;
    private final FrontDoor door;
    private final Transitions transitions;
    private final StepMeasurements measurements;

    DeploymentViews(HealthBoard health, FrontDoor door, Transitions transitions, StepMeasurements measurements) {
        this.health = health;
        this.door = door;
        this.transitions = transitions;
        this.measurements = measurements;
    }

    /** As it stands in a list. */
    DeploymentView inShort(Deployment deployment) {
        return view(deployment, Optional.empty());
    }

    /** With its history. */
    DeploymentView whole(Deployment deployment) {
        return view(deployment, Optional.of(transitions.of(deployment.id())));
    }

    private DeploymentView view(Deployment deployment, Optional<List<Transition>> history) {
        return DeploymentView.of(
                deployment,
                StepView.of(deployment, measurements.of(deployment.id())),
                health.of(deployment.id()),
                traffic(deployment),
                history);
    }

    private Optional<Traffic> traffic(Deployment deployment) {
        boolean counted =
                deployment.target() == Target.LOCAL && deployment.state().wanted();
        return counted ? Optional.of(door.traffic(deployment.id())) : Optional.empty();
    }
}
