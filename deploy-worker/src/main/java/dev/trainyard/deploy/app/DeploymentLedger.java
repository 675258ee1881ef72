package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentFailed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStarted;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStopped;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.Deployments;
import dev.trainyard.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every change of a deployment's state, each in one transaction with the event that tells of it. */
@ApplicationScoped
public class DeploymentLedger {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentLedger.class);

    private final Deployments deployments;
    private final Outbox outbox;

    DeploymentLedger(Deployments deployments, Outbox outbox) {
        this.deployments = deployments;
        this.outbox = outbox;
    }

    /** Those whose server should run, oldest first. */
    @Transactional
    public List<Deployment> wanted() {
        return deployments.wanted();
    }

    /** A new deployment; its server follows. */
    @Transactional
    public void request(Deployment deployment) {
        deployments.save(deployment);
        LOG.info("{} of {} requested", deployment.id(), deployment.version().reference());
        outbox.publish(new DeploymentStarted(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), target(deployment)));
    }

    /**
     * The deployment's server answers: it takes the requests from now on, and an older deployment of the same name is
     * no longer wanted. Nothing happens where the deployment was stopped in the meantime.
     */
    @Transactional
    public void ready(DeploymentId id, URI endpoint) {
        Optional<Deployment> found = deployments.lock(id).filter(d -> d.state().wanted());
        found.ifPresent(deployment -> {
            deployments
                    .live(deployment.servedName(), deployment.target())
                    .filter(older -> !older.id().equals(id))
                    .ifPresent(older ->
                            stop(older, "replaced by " + deployment.version().reference(), true));
            change(deployment, new Ready(endpoint));
            outbox.publish(new DeploymentReady(
                    head(deployment),
                    deployment.id(),
                    deployment.version(),
                    deployment.jobId(),
                    target(deployment),
                    endpoint,
                    deployment.servedName()));
        });
    }

    /** The deployment cannot be served. One that was live is followed by the one it had replaced, if that is wished. */
    @Transactional
    public void fail(DeploymentId id, Failure failure) {
        Optional<Deployment> found = deployments.lock(id).filter(d -> d.state().wanted());
        found.ifPresent(deployment -> {
            change(deployment, new Failed(failure));
            outbox.publish(new DeploymentFailed(
                    head(deployment), deployment.id(), deployment.version(), deployment.jobId(), failure));
            if (deployment.state() instanceof Ready && deployment.wanted().autoRollback()) {
                deployments
                        .lastReplaced(deployment.servedName(), deployment.target())
                        .ifPresent(this::rollBack);
            }
        });
    }

    /** Stops a deployment at the user's wish; one that has ended stays as it is. */
    @Transactional
    public Deployment stop(DeploymentId id) {
        Deployment deployment = deployments.lock(id).orElseThrow(() -> unknown(id));
        return deployment.state().wanted() ? stop(deployment, "stopped at the user's request", false) : deployment;
    }

    private Deployment stop(Deployment deployment, String reason, boolean replaced) {
        Deployment stopped = change(deployment, new Stopped(reason, replaced));
        outbox.publish(new DeploymentStopped(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), reason));
        return stopped;
    }

    private void rollBack(Deployment previous) {
        LOG.warn(
                "rolling {} back to {}",
                previous.servedName(),
                previous.version().reference());
        request(Deployment.requested(
                previous.version(), previous.jobId(), previous.attempt(), previous.wanted(), Instant.now()));
    }

    private Deployment change(Deployment deployment, DeploymentState next) {
        Deployment changed = deployment.in(next, Instant.now());
        deployments.save(changed);
        LOG.info("{} of {}: {}", deployment.id(), deployment.version().reference(), next);
        return changed;
    }

    static String target(Deployment deployment) {
        return deployment.wanted().deploymentTarget().name().toLowerCase(Locale.ROOT);
    }

    /** Where no deployment has this id. */
    public static TrainyardException unknown(DeploymentId id) {
        return new TrainyardException(ErrorCode.NOT_FOUND, "no deployment " + id + ": GET /deployments lists them");
    }

    private static EventHead head(Deployment deployment) {
        return EventHead.now(deployment.attempt(), 0);
    }
}
