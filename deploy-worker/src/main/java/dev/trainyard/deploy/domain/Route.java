package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import java.net.URI;

/**
 * A running server that can answer requests for a name.
 *
 * @param server base URL of its API, ending in {@code /v1}
 * @param weight its part of the name's requests, in percent; with 0 it answers only who asks for its version
 */
public record Route(DeploymentId deployment, ModelVersion version, URI server, int weight) {}
