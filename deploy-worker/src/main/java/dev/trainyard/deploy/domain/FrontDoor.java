package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.id.DeploymentId;
import java.net.URI;

/** The one address at which all served models are asked. Thread-safe. */
public interface FrontDoor {
    /** Base URL that users are told, ending in {@code /v1}. */
    URI endpoint();

    /** From now on, new requests follow this table; those under way stay where they are. */
    void follow(RouteTable routes);

    /** What a deployment has answered since the service started. */
    Traffic traffic(DeploymentId deployment);

    /** Requests that a deployment is answering now. */
    int underWay(DeploymentId deployment);

    /** Drops the counts of a deployment that has ended. */
    void forget(DeploymentId deployment);
}
