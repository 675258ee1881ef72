package dev.trainyard.deploy.http;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Starting;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A deployment as clients see it.
 *
 * @param status {@code starting}, {@code ready}, {@code failed} or {@code stopped}
 * @param endpoint present while ready
 * @param error why it failed
 * @param reason why it was stopped
 */
record DeploymentView(
        String id,
        String name,
        int version,
        String reference,
        Optional<String> jobId,
        String target,
        String status,
        String servedName,
        Optional<URI> endpoint,
        Optional<Failure> error,
        Optional<String> reason,
        Instant createdAt,
        Instant updatedAt) {

    static DeploymentView of(Deployment deployment) {
        Optional<URI> endpoint = Optional.empty();
        Optional<Failure> error = Optional.empty();
        Optional<String> reason = Optional.empty();
        String status;
        switch (deployment.state()) {
            case Starting starting -> status = "starting";
            case Ready ready -> {
                status = "ready";
                endpoint = Optional.of(ready.endpoint());
            }
            case Failed failed -> {
                status = "failed";
                error = Optional.of(failed.failure());
            }
            case Stopped stopped -> {
                status = "stopped";
                reason = Optional.of(stopped.reason());
            }
        }
        return new DeploymentView(
                deployment.id().value(),
                deployment.version().name(),
                deployment.version().number(),
                deployment.version().reference(),
                deployment.jobId().map(JobId::value),
                deployment.wanted().deploymentTarget().name().toLowerCase(Locale.ROOT),
                status,
                deployment.servedName(),
                endpoint,
                error,
                reason,
                deployment.createdAt(),
                deployment.updatedAt());
    }
}
