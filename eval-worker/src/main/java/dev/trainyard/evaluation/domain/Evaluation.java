package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.EvaluationSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * The scoring of a model version.
 *
 * @param task which version is scored, and how
 * @param runs how often scoring was begun; more than one where the service or its child died in between
 */
public record Evaluation(
        EvaluationId id, EvaluationTask task, EvaluationState state, int runs, Instant createdAt, Instant updatedAt) {

    /** An evaluation that waits for its turn. */
    public static Evaluation requested(EvaluationTask task, Instant now) {
        return new Evaluation(EvaluationId.next(), task, new EvaluationState.Queued(), 0, now, now);
    }

    public ModelVersion version() {
        return task.version();
    }

    /** The job whose stage this is; empty where there is none. */
    public Optional<JobId> jobId() {
        return task.jobId();
    }

    /** How the version is to be scored. */
    public EvaluationSpec wanted() {
        return task.wanted();
    }

    /** The same evaluation in another state. */
    public Evaluation in(EvaluationState next, Instant now) {
        int begun = next instanceof EvaluationState.Running ? runs + 1 : runs;
        return new Evaluation(id, task, next, begun, createdAt, now);
    }
}
