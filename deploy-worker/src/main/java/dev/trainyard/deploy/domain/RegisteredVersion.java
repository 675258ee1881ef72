package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.JobId;
import java.util.Map;
import java.util.Optional;

/**
 * A version as the registry knows it.
 *
 * @param jobId of the job that trained it; empty for one trained elsewhere
 * @param lineage where it came from, by the registry's field names
 */
public record RegisteredVersion(ModelVersion version, Optional<JobId> jobId, Map<String, String> lineage) {
    public RegisteredVersion {
        lineage = Map.copyOf(lineage);
    }
}
