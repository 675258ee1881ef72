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
 * @param returnsFrom the failed or unwanted deployment in whose place this one serves an older version again
 */
public record Deployment(
        DeploymentId id,
        ModelVersion version,
        Optional<JobId> jobId,
        int attempt,
        DeploymentSpec wanted,
        Optional<DeploymentId> returnsFrom,
        DeploymentState state,
        Instant createdAt,
        Instant updatedAt) {

    /** A deployment that is to be started. */
    public static Deployment requested(
            ModelVersion version, Optional<JobId> jobId, int attempt, DeploymentSpec wanted, Instant now) {
        return new Deployment(
                DeploymentId.next(),
                version,
                jobId,
                attempt,
                wanted,
                Optional.empty(),
                new DeploymentState.Starting(),
                now,
                now);
    }

    /** A deployment that serves the version of an earlier one again. */
    public static Deployment returning(Deployment previous, DeploymentId from, Instant now) {
        return new Deployment(
                DeploymentId.next(),
                previous.version,
                previous.jobId,
                previous.attempt,
                previous.wanted,
                Optional.of(from),
                new DeploymentState.Starting(),
                now,
                now);
    }

    /** Where it is served. */
    public DeploymentSpec.Target target() {
        return wanted.deploymentTarget();
    }

    /** What requests put into {@code model}. */
    public String servedName() {
        return version.name();
    }

    /** Whether both are for requests of the same name at the same target. */
    public boolean competesWith(Deployment other) {
        return !id.equals(other.id)
                && target() == other.target()
                && servedName().equals(other.servedName());
    }

    /** Part of the requests for its name in percent, as far as its own state says. */
    public int weight() {
        return switch (state) {
            case DeploymentState.Canary canary -> wanted.rollout().steps().get(canary.step());
            case DeploymentState.Ready ready -> 100;
            default -> 0;
        };
    }

    /** The same deployment in another state. */
    public Deployment in(DeploymentState next, Instant now) {
        return new Deployment(id, version, jobId, attempt, wanted, returnsFrom, next, createdAt, now);
    }
}
