package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.DeploymentSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A model version that is, or was, served.
 *
 * @param jobId the job whose stage this is; empty where there is none
 * @param attempt run of that job; 0 without one
 * @param wanted how the user wants it served
 */
public record Deployment(
        DeploymentId id,
        ModelVersion version,
        Optional<JobId> jobId,
        int attempt,
        DeploymentSpec wanted,
        DeploymentState state,
        Instant createdAt,
        Instant updatedAt) {

    /** A deployment that is to be started. */
    public static Deployment requested(
            ModelVersion version, Optional<JobId> jobId, int attempt, DeploymentSpec wanted, Instant now) {
        return new Deployment(
                DeploymentId.next(), version, jobId, attempt, wanted, new DeploymentState.Starting(), now, now);
    }

    /** Where it is served. */
    public DeploymentSpec.Target target() {
        return wanted.deploymentTarget();
    }

    /** What requests put into {@code model}. */
    public String servedName() {
        return version.name();
    }

    /** The same deployment in another state. */
    public Deployment in(DeploymentState next, Instant now) {
        return new Deployment(id, version, jobId, attempt, wanted, next, createdAt, now);
    }
}
