package dev.trainyard.contracts.event;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.DeploymentSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Topic {@code evaluation-events}: scores of model versions. Written by eval-worker alone. */
public sealed interface EvaluationEvent extends Event {
    EvaluationId evaluationId();

    ModelVersion version();

    /** The job whose stage this is; empty where the version was trained elsewhere, or a user asked for the evaluation. */
    Optional<JobId> jobId();

    @Override
    default String subject() {
        return version().name();
    }

    /** A version is being scored. */
    record EvaluationStarted(EventHead head, EvaluationId evaluationId, ModelVersion version, Optional<JobId> jobId)
            implements EvaluationEvent {}

    /**
     * A version was scored.
     *
     * @param metrics values by standard name: {@code perplexity}, {@code token_accuracy}, {@code exact_match}, …
     * @param samples rows scored
     * @param gatePassed whether every threshold of the spec holds; true where it has none
     * @param gateMessages one sentence for each threshold that does not hold, saying by how much
     * @param reports report and prediction files
     * @param deployment whether and where the version is to be served now
     * @param promotion whether an alias moves to the version; empty where the spec names none
     */
    record EvaluationCompleted(
            EventHead head,
            EvaluationId evaluationId,
            ModelVersion version,
            Optional<JobId> jobId,
            Map<String, Double> metrics,
            long samples,
            boolean gatePassed,
            List<String> gateMessages,
            List<ArtifactRef> reports,
            DeploymentSpec deployment,
            Optional<Promotion> promotion)
            implements EvaluationEvent {

        /** One of a spec that names no alias. */
        public EvaluationCompleted(
                EventHead head,
                EvaluationId evaluationId,
                ModelVersion version,
                Optional<JobId> jobId,
                Map<String, Double> metrics,
                long samples,
                boolean gatePassed,
                List<String> gateMessages,
                List<ArtifactRef> reports,
                DeploymentSpec deployment) {
            this(
                    head,
                    evaluationId,
                    version,
                    jobId,
                    metrics,
                    samples,
                    gatePassed,
                    gateMessages,
                    reports,
                    deployment,
                    Optional.empty());
        }
    }

    /** There was nothing to score the version on, or scoring was not asked for; deployment may follow. */
    record EvaluationSkipped(
            EventHead head,
            EvaluationId evaluationId,
            ModelVersion version,
            Optional<JobId> jobId,
            String reason,
            DeploymentSpec deployment)
            implements EvaluationEvent {}

    /** Scoring ended without a result. */
    record EvaluationFailed(
            EventHead head, EvaluationId evaluationId, ModelVersion version, Optional<JobId> jobId, Failure failure)
            implements EvaluationEvent {}
}
