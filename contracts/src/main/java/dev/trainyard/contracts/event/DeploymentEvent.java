package dev.trainyard.contracts.event;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.JobId;
import java.net.URI;
import java.util.Optional;

/** Topic {@code deployment-events}: what is served. Written by deploy-worker alone. */
public sealed interface DeploymentEvent extends Event {
    ModelVersion version();

    /** The job whose stage this is; empty where the version was trained elsewhere, or a user asked for the deployment. */
    Optional<JobId> jobId();

    @Override
    default String subject() {
        return version().name();
    }

    /** The version is not deployed: the spec does not ask for it, or its gate did not pass. */
    record DeploymentSkipped(EventHead head, ModelVersion version, Optional<JobId> jobId, String reason)
            implements DeploymentEvent {}

    /** A server for the version is being started. */
    record DeploymentStarted(
            EventHead head, DeploymentId deploymentId, ModelVersion version, Optional<JobId> jobId, String target)
            implements DeploymentEvent {}

    /**
     * The version answered its health check and takes requests.
     *
     * @param endpoint base URL of the OpenAI-compatible API, ending in {@code /v1}
     * @param servedName what requests put into {@code model}
     */
    record DeploymentReady(
            EventHead head,
            DeploymentId deploymentId,
            ModelVersion version,
            Optional<JobId> jobId,
            String target,
            URI endpoint,
            String servedName)
            implements DeploymentEvent {}

    /**
     * The version takes a part of the requests for its name, while the version before takes the rest.
     *
     * @param weightPercent its part
     * @param reason why it takes this part from now on
     */
    record DeploymentProgressed(
            EventHead head,
            DeploymentId deploymentId,
            ModelVersion version,
            Optional<JobId> jobId,
            int weightPercent,
            String reason)
            implements DeploymentEvent {}

    /**
     * Another version takes, or is to take, the requests of this one again. How this one ends is told by the event that
     * follows.
     *
     * @param reason what was wrong with it, or whose wish it was
     * @param to the version that is returned to; empty where there is none
     */
    record DeploymentRolledBack(
            EventHead head,
            DeploymentId deploymentId,
            ModelVersion version,
            Optional<JobId> jobId,
            String reason,
            Optional<ModelVersion> to)
            implements DeploymentEvent {}

    /** The version could not be served, or stopped answering. */
    record DeploymentFailed(
            EventHead head, DeploymentId deploymentId, ModelVersion version, Optional<JobId> jobId, Failure failure)
            implements DeploymentEvent {}

    /** The version is no longer served. */
    record DeploymentStopped(
            EventHead head, DeploymentId deploymentId, ModelVersion version, Optional<JobId> jobId, String reason)
            implements DeploymentEvent {}
}
