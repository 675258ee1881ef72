package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentFailed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentProgressed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentRolledBack;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStarted;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStopped;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.Deployments;
import dev.trainyard.deploy.domain.Transition;
import dev.trainyard.deploy.domain.Transitions;
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
    private final Transitions transitions;
    private final FleetMeters meters;
    private final Outbox outbox;

    DeploymentLedger(Deployments deployments, Transitions transitions, FleetMeters meters, Outbox outbox) {
        this.deployments = deployments;
        this.transitions = transitions;
        this.meters = meters;
        this.outbox = outbox;
    }

    /** Those that should be served, oldest first. */
    @Transactional
    public List<Deployment> wanted() {
        return deployments.wanted();
    }

    /** A new deployment; its server follows. One of the same name that was being introduced gives way to it. */
    @Transactional
    public void request(Deployment deployment, String reason) {
        deployments.lockName(deployment.servedName());
        deployments.wanted().stream()
                .filter(other -> other.competesWith(deployment) && !(other.state() instanceof Ready))
                .flatMap(other -> deployments.lock(other.id()).stream())
                .filter(other -> other.state().wanted())
                .forEach(other ->
                        stop(other, "superseded by " + deployment.version().reference() + ", asked for later", false));
        record(deployment, reason);
        outbox.publish(new DeploymentStarted(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), target(deployment)));
    }

    /**
     * The deployment's server answers. Where an older version takes the requests for its name, it begins to take its
     * part of them, else all. Nothing happens where the deployment was stopped in the meantime.
     */
    @Transactional
    public void started(DeploymentId id, URI endpoint) {
        wanted(id).ifPresent(deployment -> {
            boolean alone = live(deployment).isEmpty();
            if (alone || deployment.returnsFrom().isPresent()) {
                take(deployment, endpoint);
            } else {
                step(deployment, 0, "its server passed the health check");
            }
        });
    }

    /** The next step of a deployment that is being introduced. */
    @Transactional
    public void advance(DeploymentId id, int step) {
        wanted(id).ifPresent(deployment -> step(deployment, step, "the step before held its limits"));
    }

    /** The step that was under way begins anew: what was measured in it is lost with the server. */
    @Transactional
    public void resumed(DeploymentId id) {
        wanted(id).ifPresent(deployment -> {
            if (deployment.state() instanceof Canary canary) {
                step(deployment, canary.step(), "its server was started again; the step begins anew");
            }
        });
    }

    private void step(Deployment deployment, int step, String why) {
        int steps = deployment.wanted().rollout().steps().size();
        String reason = why + "; step " + (step + 1) + " of " + steps;
        Deployment changed = change(deployment, new Canary(step, Instant.now()), reason);
        outbox.publish(new DeploymentProgressed(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), changed.weight(), reason));
    }

    /**
     * The deployment takes the requests from now on, or again, and an older deployment of the same name is no longer
     * wanted. Nothing happens where the deployment was stopped in the meantime.
     */
    @Transactional
    public void ready(DeploymentId id, URI endpoint) {
        wanted(id).ifPresent(deployment -> take(deployment, endpoint));
    }

    private void take(Deployment deployment, URI endpoint) {
        live(deployment).ifPresent(older -> {
            boolean returned =
                    deployment.returnsFrom().filter(older.id()::equals).isPresent();
            String by = deployment.version().reference();
            stop(older, returned ? "rolled back to " + by : "replaced by " + by, !returned);
        });
        boolean again = deployment.state() instanceof Ready;
        change(deployment, new Ready(endpoint), again ? "its server was started again" : "it takes all requests");
        outbox.publish(new DeploymentReady(
                head(deployment),
                deployment.id(),
                deployment.version(),
                deployment.jobId(),
                target(deployment),
                endpoint,
                deployment.servedName()));
    }

    /**
     * The deployment cannot be served. One that was live is followed by the one it had replaced, if that is wished
     * and no newer one is on its way.
     */
    @Transactional
    public void fail(DeploymentId id, Failure failure) {
        wanted(id).ifPresent(deployment -> {
            boolean served = deployment.state() instanceof Ready;
            failed(deployment, failure);
            boolean followed = deployments.wanted().stream().anyMatch(deployment::competesWith);
            if (served && deployment.wanted().autoRollback() && !followed) {
                previous(deployment).ifPresent(previous -> returnTo(previous, deployment, failure.message()));
            }
        });
    }

    /** A deployment that was being introduced failed; the version before takes all requests again, as it stands by. */
    @Transactional
    public void rollBack(DeploymentId id, String why) {
        wanted(id).ifPresent(deployment -> {
            Optional<ModelVersion> to = live(deployment).map(Deployment::version);
            String back =
                    to.map(version -> "rolled back to " + version.reference()).orElse("given up");
            rolledBack(deployment, why, to);
            failed(deployment, new Failure(ErrorCode.UNHEALTHY, back + ": " + why));
        });
    }

    /**
     * Goes back at the user's wish: one that is being introduced is given up, one that takes the requests is followed by
     * the version before it. A second call finds the same deployment under way.
     *
     * <p>Errors: NOT_FOUND, and CONFLICT where there is nothing to go back to.
     *
     * @return the deployment that takes the requests afterwards, or is to
     */
    @Transactional
    public Deployment rollBackAsAsked(DeploymentId id) {
        Deployment deployment = deployments.lock(id).orElseThrow(() -> unknown(id));
        Optional<Deployment> underWay = deployments.wanted().stream()
                .filter(other -> other.returnsFrom().filter(id::equals).isPresent())
                .findFirst();
        if (underWay.isPresent()) {
            return underWay.get();
        }
        if (!deployment.state().wanted()) {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    id + " is " + deployment.state().status() + ": only what is served can be rolled back");
        }
        if (!(deployment.state() instanceof Ready)) {
            Deployment stopped = stop(deployment, "rolled back at the user's request", false);
            return live(deployment).orElse(stopped);
        }
        Deployment previous = previous(deployment)
                .orElseThrow(() -> new TrainyardException(
                        ErrorCode.CONFLICT,
                        deployment.version().reference() + " replaced no version that could be returned to: deploy the"
                                + " version that is wanted instead"));
        return returnTo(previous, deployment, "at the user's request");
    }

    /** Stops a deployment at the user's wish; one that has ended stays as it is. */
    @Transactional
    public Deployment stop(DeploymentId id) {
        Deployment deployment = deployments.lock(id).orElseThrow(() -> unknown(id));
        return deployment.state().wanted() ? stop(deployment, "stopped at the user's request", false) : deployment;
    }

    /** Something worth knowing that does not change the deployment's state. */
    @Transactional
    public void note(DeploymentId id, String what) {
        wanted(id).ifPresent(deployment -> history(deployment, what));
    }

    private Optional<Deployment> wanted(DeploymentId id) {
        return deployments.lock(id).filter(deployment -> deployment.state().wanted());
    }

    /** The other one that takes the requests for its name. */
    private Optional<Deployment> live(Deployment deployment) {
        return deployments
                .live(deployment.servedName(), deployment.target())
                .filter(live -> !live.id().equals(deployment.id()));
    }

    private Optional<Deployment> previous(Deployment deployment) {
        return deployments.lastReplaced(deployment.servedName(), deployment.target());
    }

    private Deployment stop(Deployment deployment, String reason, boolean replaced) {
        Deployment stopped = change(deployment, new Stopped(reason, replaced), reason);
        outbox.publish(new DeploymentStopped(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), reason));
        return stopped;
    }

    private void failed(Deployment deployment, Failure failure) {
        change(deployment, new Failed(failure), failure.message());
        outbox.publish(new DeploymentFailed(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), failure));
    }

    private void rolledBack(Deployment deployment, String why, Optional<ModelVersion> to) {
        meters.rolledBack(deployment);
        outbox.publish(new DeploymentRolledBack(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), why, to));
    }

    /** It is returned to once: if it fails as well, the one before it is next. */
    private Deployment returnTo(Deployment previous, Deployment from, String why) {
        rolledBack(from, why, Optional.of(previous.version()));
        deployments.save(previous.in(new Stopped("returned to", false), Instant.now()));
        Deployment again = Deployment.returning(previous, from.id(), Instant.now());
        request(again, "returning from " + from.version().reference() + ": " + why);
        return again;
    }

    private Deployment change(Deployment deployment, DeploymentState next, String reason) {
        return record(deployment.in(next, Instant.now()), reason);
    }

    private Deployment record(Deployment deployment, String reason) {
        deployments.save(deployment);
        history(deployment, reason);
        LOG.info(
                "{} of {} is {}: {}",
                deployment.id(),
                deployment.version().reference(),
                deployment.state().status(),
                reason);
        return deployment;
    }

    private void history(Deployment deployment, String reason) {
        transitions.add(
                deployment.id(),
                new Transition(Instant.now(), deployment.state().status(), deployment.weight(), reason));
    }

    static String target(Deployment deployment) {
        return deployment.target().name().toLowerCase(Locale.ROOT);
    }

    /** Where no deployment has this id. */
    public static TrainyardException unknown(DeploymentId id) {
        return new TrainyardException(ErrorCode.NOT_FOUND, "no deployment " + id + ": GET /deployments lists them");
    }

    private static EventHead head(Deployment deployment) {
        return EventHead.now(deployment.attempt(), 0);
    }
}
