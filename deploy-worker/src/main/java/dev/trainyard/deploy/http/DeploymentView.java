package dev.trainyard.deploy.http;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.DeploymentSpec.Canary;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.ServerHealth;
import dev.trainyard.deploy.domain.Traffic;
import dev.trainyard.deploy.domain.Transition;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A deployment as clients see it.
 *
 * @param status {@code starting}, {@code canary}, {@code ready}, {@code failed} or {@code stopped}
 * @param weight part of the requests for its name in percent
 * @param endpoint where it is asked; present while it is ready
 * @param error why it failed
 * @param reason why it was stopped
 * @param canary how it takes over
 * @param step where it is in that; absent where it is not being introduced
 * @param returnsFrom the deployment in whose place it serves an older version again
 * @param health of its server; absent where none runs here
 * @param traffic what it answered since the service started; absent where it has ended
 * @param history its transitions, oldest first; only where one deployment is asked for
 */
record DeploymentView(
        String id,
        String name,
        int version,
        String reference,
        Optional<String> jobId,
        String target,
        String status,
        int weight,
        String servedName,
        Optional<URI> endpoint,
        Optional<Failure> error,
        Optional<String> reason,
        Canary canary,
        Optional<StepView> step,
        boolean autoRollback,
        Map<String, String> tags,
        Optional<String> returnsFrom,
        Optional<ServerHealth> health,
        Optional<TrafficView> traffic,
        Optional<List<Transition>> history,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * What a deployment answered.
     *
     * @param refused by the caller's error
     * @param meanTokens length of an answer
     */
    record TrafficView(
            Instant since,
            long requests,
            long refused,
            long errors,
            double errorRate,
            double meanMillis,
            double p95Millis,
            long outputTokens,
            double meanTokens) {
        static TrafficView of(Traffic traffic) {
            return new TrafficView(
                    traffic.since(),
                    traffic.requests(),
                    traffic.refused(),
                    traffic.errors(),
                    traffic.errorRate(),
                    traffic.times().meanMillis(),
                    traffic.p95Millis(),
                    traffic.tokens(),
                    traffic.meanTokens());
        }
    }

    static DeploymentView of(
            Deployment deployment,
            Optional<StepView> step,
            Optional<ServerHealth> health,
            Optional<Traffic> traffic,
            Optional<List<Transition>> history) {
        return new DeploymentView(
                deployment.id().value(),
                deployment.version().name(),
                deployment.version().number(),
                deployment.version().reference(),
                deployment.jobId().map(JobId::value),
                deployment.target().name().toLowerCase(Locale.ROOT),
                deployment.state().status(),
                deployment.weight(),
                deployment.servedName(),
                deployment.state() instanceof Ready ready ? Optional.of(ready.endpoint()) : Optional.empty(),
                deployment.state() instanceof Failed failed ? Optional.of(failed.failure()) : Optional.empty(),
                deployment.state() instanceof Stopped stopped ? Optional.of(stopped.reason()) : Optional.empty(),
                deployment.wanted().rollout(),
                step,
                deployment.wanted().autoRollback(),
                deployment.wanted().deploymentTags(),
                deployment.returnsFrom().map(DeploymentId::value),
                health,
                traffic.map(TrafficView::of),
                history,
                deployment.createdAt(),
                deployment.updatedAt());
    }
}
