package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.DeploymentId;
import java.util.Optional;

/** What was measured in the steps that are under way. Every method needs a running transaction. */
public interface StepMeasurements {
    /** The last word on the newest step of a deployment. */
    Optional<StepMeasured> of(DeploymentId deployment);

    void save(DeploymentId deployment, StepMeasured measured);

    /** What was measured counts no more. */
    void forget(DeploymentId deployment);
}
