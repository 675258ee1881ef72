package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.id.DeploymentId;
import java.net.URI;
import java.util.Optional;

/**
 * Where the model is served.
 *
 * @param endpoint base URL of the OpenAI-compatible API; empty until the server is ready
 * @param servedName what requests put into {@code model}; empty until the server is ready
 */
public record Served(DeploymentId deploymentId, Status status, Optional<URI> endpoint, Optional<String> servedName) {

    /** The states of a deployment, as far as a job shows them. */
    public enum Status {
        STARTING,
        READY,
        FAILED,
        STOPPED
    }

    Served with(Status other) {
        return new Served(deploymentId, other, endpoint, servedName);
    }
}
