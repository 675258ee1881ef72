package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.EvaluationSpec;
import java.time.Instant;

/**
 * The scoring of a model version.
 *
 * @param registered what called for it: the version, and how it is to be scored
 * @param runs how often scoring was begun; more than one where the service or its child died in between
 */
public record Evaluation(
        EvaluationId id,
        VersionRegistered registered,
        EvaluationState state,
        int runs,
        Instant createdAt,
        Instant updatedAt) {

    /** An evaluation that waits for its turn. */
    public static Evaluation requested(VersionRegistered registered, Instant now) {
        return new Evaluation(EvaluationId.next(), registered, new EvaluationState.Queued(), 0, now, now);
    }

    public ModelVersion version() {
        return registered.version();
    }

    public JobId jobId() {
        return registered.jobId();
    }

    /** How the version is to be scored. */
    public EvaluationSpec wanted() {
        return registered.spec().evaluation();
    }

    /** The same evaluation in another state. */
    public Evaluation in(EvaluationState next, Instant now) {
        int begun = next instanceof EvaluationState.Running ? runs + 1 : runs;
        return new Evaluation(id, registered, next, begun, createdAt, now);
    }
}
