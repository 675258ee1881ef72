package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.DeploymentId;
import java.util.List;

/** The history of each deployment. Every method needs a running transaction. */
public interface Transitions {
    void add(DeploymentId deployment, Transition transition);

    /** Oldest first. */
    List<Transition> of(DeploymentId deployment);
}
