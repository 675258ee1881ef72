package dev.trainyard.registry.domain;

import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.VersionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A scoring of a version.
 *
 * @param metrics values by standard name; empty until it is completed
 * @param gatePassed whether all thresholds held; empty until it is completed
 */
public record Evaluation(
        EvaluationId id,
        VersionId versionId,
        Status status,
        Map<String, Double> metrics,
        long samples,
        Optional<Boolean> gatePassed,
        Instant changedAt) {
    /** How far it is. */
    public enum Status {
        RUNNING,
        COMPLETED,
        SKIPPED,
        FAILED
    }
}
