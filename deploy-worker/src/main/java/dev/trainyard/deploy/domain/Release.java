package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.spec.DeploymentSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A version that is to be made available at a target.
 *
 * @param id of the deployment
 * @param version whose name users ask for
 * @param folder its files, just found to be what was registered; read only
 * @param wanted how the user wants it, tags and health check included
 * @param metrics its newest scores by standard name; empty where it was not scored
 * @param lineage what the registry knows of its origin, by the registry's field names: {@code base_model},
 *     {@code dataset_sha256}, {@code job_id}, {@code source}, {@code architecture}, {@code family}, …
 * @param previous what is current at the target now, or was before this release began
 */
public record Release(
        DeploymentId id,
        ModelVersion version,
        Path folder,
        DeploymentSpec wanted,
        Map<String, Double> metrics,
        Map<String, String> lineage,
        Optional<Publication> previous) {
    public Release {
        metrics = Map.copyOf(metrics);
        lineage = Map.copyOf(lineage);
    }
}
