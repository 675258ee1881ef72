package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.ModelVersion;
import java.util.Map;

/**
 * A version as the registry knows it.
 *
 * @param lineage where it came from, by the registry's field names
 */
public record RegisteredVersion(ModelVersion version, Map<String, String> lineage) {
    public RegisteredVersion {
        lineage = Map.copyOf(lineage);
    }
}
