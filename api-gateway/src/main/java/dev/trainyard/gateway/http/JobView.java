package dev.trainyard.gateway.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.gateway.app.JobSummary;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.Scores;
import dev.trainyard.gateway.domain.Served;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A job as clients see it.
 *
 * @param spec complete and resolved; left out in lists
 */
public record JobView(
        @JsonUnwrapped JobSummary summary,
        Instant createdAt,
        Optional<Instant> endTime,
        int submission,
        Optional<JobError> error,
        Optional<Model> model,
        Optional<Evaluation> evaluation,
        Optional<Deployment> deployment,
        Optional<JobSpec> spec) {

    /** Why the job failed; {@code code} as in problem details. */
    public record JobError(String code, String message) {
        static JobError of(Failure failure) {
            return new JobError(failure.code().name(), failure.message());
        }
    }

    /** The version the registry gave the model; {@code reference} is {@code name/version}. */
    public record Model(VersionId id, String name, int version, String reference, ArtifactRef artifact) {
        static Model of(ModelVersion version) {
            return new Model(version.id(), version.name(), version.number(), version.reference(), version.artifact());
        }
    }

    /** What the evaluation found. */
    public record Evaluation(
            EvaluationId id,
            Map<String, Double> metrics,
            long samples,
            boolean gatePassed,
            List<String> gateMessages,
            List<ArtifactRef> reports) {
        static Evaluation of(Scores scores) {
            return new Evaluation(
                    scores.evaluationId(),
                    new TreeMap<>(scores.metrics()),
                    scores.samples(),
                    scores.gatePassed(),
                    scores.gateMessages(),
                    scores.reports());
        }
    }

    /** Where the model is served. */
    public record Deployment(
            DeploymentId id, Served.Status status, Optional<URI> endpoint, Optional<String> servedName) {
        static Deployment of(Served served) {
            return new Deployment(served.deploymentId(), served.status(), served.endpoint(), served.servedName());
        }
    }

    static JobView whole(Job job) {
        return of(job, Optional.of(job.spec()));
    }

    static JobView inList(Job job) {
        return of(job, Optional.empty());
    }

    private static JobView of(Job job, Optional<JobSpec> spec) {
        return new JobView(
                JobSummary.of(job),
                job.createdAt(),
                job.endTime(),
                job.state().submission(),
                job.state().failure().map(JobError::of),
                job.outcome().model().map(Model::of),
                job.outcome().scores().map(Evaluation::of),
                job.outcome().served().map(Deployment::of),
                spec);
    }
}
