package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.ExportSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A version in the format of another program, which answers as the version does within its limits.
 *
 * @param files folder with the files and the report of the comparison
 * @param sourceBytes of the weights it was made of
 * @param weightBytes of its own weights
 * @param parity how much it differs, by name
 * @param deletedAt since when its files are gone; empty while they are there
 */
public record Export(
        ExportId id,
        VersionId versionId,
        ExportSpec spec,
        ArtifactRef files,
        long sourceBytes,
        long weightBytes,
        Map<String, Double> parity,
        Instant exportedAt,
        Optional<Instant> deletedAt) {}
