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
import dev.trainyard.deploy.domain.StepMeasured;
import dev.trainyard.deploy.domain.StepMeasurements;
import dev.trainyard.deploy.domain.Transition;
import dev.trainyard.deploy.domain.Transitions;
import dev.trainyard.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Duration;
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

    private static final String TAKES_ALL = "it takes all requests";

    private final Deployments deployments;
    private final StepMeasurements measurements;
    private final Transitions transitions;
    private final FleetMeters meters;
    private final Outbox outbox;

    DeploymentLedger(
            Deployments deployments,
            StepMeasurements measurements,
            Transitions transitions,
            FleetMeters meters,
            Outbox outbox) {
        this.deployments = deployments;
        this.measurements = measurements;
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
                take(deployment, endpoint, TAKES_ALL);
            } else {
                step(deployment, new Canary(0, Instant.now()), "its server passed the health check");
            }
        });
    }

    /** The next step of a deployment that is being introduced; nothing where it is not at the step before any more. */
    @Transactional
    public void advance(DeploymentId id, int step) {
        canary(id)
                .filter(deployment ->
                        deployment.state() instanceof Canary canary && canary.step() == step - 1 && goesOn(canary))
                .ifPresent(deployment ->
                        step(deployment, new Canary(step, Instant.now()), "the step before held its limits"));
    }

    private static boolean goesOn(Canary canary) {
        return canary.held().isEmpty();
    }

    /** A deployment that is being introduced stays at its step until somebody decides. */
    @Transactional
    public void hold(DeploymentId id, String why) {
        canary(id).ifPresent(deployment -> {
            if (deployment.state() instanceof Canary canary && goesOn(canary)) {
                step(
                        deployment,
                        new Canary(canary.step(), canary.since(), Optional.of(why)),
                        "held, since auto_rollback is false: " + why);
            }
        });
    }

    /** The server of a deployment that is being introduced was started again; its step goes on with what was kept of it. */
    @Transactional
    public void resumed(DeploymentId id) {
        canary(id).ifPresent(deployment -> {
            if (deployment.state() instanceof Canary canary) {
                Optional<StepMeasured> kept = kept(id, canary.step());
                Instant since =
                        Instant.now().minus(kept.map(StepMeasured::lasted).orElse(Duration.ZERO));
                String how = kept.map(
                                measured -> "goes on after " + measured.lasted().toSeconds() + " s and "
                                        + measured.candidate().requests() + " answers")
                        .orElse("begins anew");
                step(
                        deployment,
                        new Canary(canary.step(), since, canary.held()),
                        "its server was started again; the step " + how);
            }
        });
    }

    /** What was kept of a step that was under way when the service ended. */
    @Transactional
    public Optional<StepMeasured> measured(DeploymentId id, Canary at) {
        return kept(id, at.step());
    }

    /** Keeps what was measured in a step, as long as that is the one. */
    @Transactional
    public void measured(DeploymentId id, StepMeasured measured) {
        canary(id)
                .filter(deployment -> deployment.state() instanceof Canary canary && canary.step() == measured.step())
                .ifPresent(deployment -> measurements.save(id, measured));
    }

    private Optional<StepMeasured> kept(DeploymentId id, int step) {
        return measurements.of(id).filter(measured -> measured.step() == step);
    }

    private Optional<Deployment> canary(DeploymentId id) {
        return wanted(id).filter(deployment -> deployment.state() instanceof Canary);
    }

    private void step(Deployment deployment, Canary next, String why) {
        int steps = deployment.wanted().rollout().steps().size();
        String reason = why + "; step " + (next.step() + 1) + " of " + steps;
        Deployment changed = change(deployment, next, reason);
        outbox.publish(new DeploymentProgressed(
                head(deployment), deployment.id(), deployment.version(), deployment.jobId(), changed.weight(), reason));
    }

    /**
     * The deployment takes the requests from now on, or again, and an older deployment of the same name is no longer
     * wanted.
     *
     * @return false where the deployment was stopped in the meantime, and nothing happened
     */
    @Transactional
    public boolean ready(DeploymentId id, URI endpoint) {
        Optional<Deployment> present = wanted(id);
        present.ifPresent(deployment -> {
            boolean again = deployment.state() instanceof Ready;
            take(deployment, endpoint, again ? "its server was started again" : TAKES_ALL);
        });
        return present.isPresent();
    }

    /** It takes all requests, and the one that took them is no longer wanted. */
    Deployment take(Deployment deployment, URI endpoint, String why) {
        live(deployment).ifPresent(older -> {
            boolean returned =
                    deployment.returnsFrom().filter(older.id()::equals).isPresent();
            String by = deployment.version().reference();
            stop(older, returned ? "rolled back to " + by : "replaced by " + by, !returned);
        });
        Deployment taken = change(deployment, new Ready(endpoint), why);
        outbox.publish(new DeploymentReady(
                head(deployment),
                deployment.id(),
                deployment.version(),
                deployment.jobId(),
                target(deployment),
                endpoint,
                deployment.servedName()));
        return taken;
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
        canary(id).ifPresent(deployment -> {
            Optional<ModelVersion> to = live(deployment).map(Deployment::version);
            String back =
                    to.map(version -> "rolled back to " + version.reference()).orElse("given up");
            rolledBack(deployment, why, to);
            failed(deployment, new Failure(ErrorCode.UNHEALTHY, back + ": " + why));
        });
    }

    /** The server of a deployment that is being introduced failed: what was measured of it counts no more. */
    @Transactional
    public void interrupted(DeploymentId id, String problem) {
        wanted(id).ifPresent(deployment -> {
            measurements.forget(id);
            history(deployment, "its server is started again: " + problem);
        });
    }

    /** Something worth knowing that does not change the deployment's state. */
    @Transactional
    public void note(DeploymentId id, String what) {
        wanted(id).ifPresent(deployment -> history(deployment, what));
    }

    /** Locked until the end of the transaction. Errors: NOT_FOUND. */
    Deployment locked(DeploymentId id) {
        return deployments.lock(id).orElseThrow(() -> unknown(id));
    }

    /** The one on its way that serves an older version in the place of this one. */
    Optional<Deployment> returning(DeploymentId from) {
        return deployments.wanted().stream()
                .filter(other -> other.returnsFrom().filter(from::equals).isPresent())
                .findFirst();
    }

    private Optional<Deployment> wanted(DeploymentId id) {
        return deployments.lock(id).filter(deployment -> deployment.state().wanted());
    }

    /** The other one that takes the requests for its name. */
    Optional<Deployment> live(Deployment deployment) {
        return deployments
                .live(deployment.servedName(), deployment.target())
                .filter(live -> !live.id().equals(deployment.id()));
    }

    /** The one that would be returned to. */
    Optional<Deployment> previous(Deployment deployment) {
        return deployments.lastReplaced(deployment.servedName(), deployment.target());
    }

    Deployment stop(Deployment deployment, String reason, boolean replaced) {
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
    Deployment returnTo(Deployment previous, Deployment from, String why) {
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
