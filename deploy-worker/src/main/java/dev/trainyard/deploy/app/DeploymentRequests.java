package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Problem;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentSkipped;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationFailed;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationSkipped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationStarted;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentDecision;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.Deployments;
import dev.trainyard.deploy.domain.RegisteredVersion;
import dev.trainyard.deploy.domain.Score;
import dev.trainyard.deploy.domain.Scores;
import dev.trainyard.messaging.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what follows an evaluation; the rollout itself happens on {@link DeploymentLoop}'s thread. */
@ApplicationScoped
public class DeploymentRequests {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentRequests.class);

    private final Deployments deployments;
    private final Scores scores;
    private final DeploymentLedger ledger;
    private final Publishing publishing;
    private final Outbox outbox;

    DeploymentRequests(
            Deployments deployments, Scores scores, DeploymentLedger ledger, Publishing publishing, Outbox outbox) {
        this.deployments = deployments;
        this.scores = scores;
        this.ledger = ledger;
        this.publishing = publishing;
        this.outbox = outbox;
    }

    /** Handles one event; needs a running transaction. */
    public void on(EvaluationEvent event) {
        switch (event) {
            case EvaluationCompleted e -> {
                scores.save(new Score(e.version().id(), e.gatePassed(), e.gateMessages(), e.metrics()));
                follow(e, DeploymentDecision.of(e), e.deployment());
            }
            case EvaluationSkipped e -> follow(e, DeploymentDecision.of(e), e.deployment());
            case EvaluationStarted e -> {}
            case EvaluationFailed e ->
                skip(e, "the evaluation failed: " + e.failure().message());
        }
    }

    private void follow(EvaluationEvent event, DeploymentDecision decision, DeploymentSpec wanted) {
        switch (decision) {
            case DeploymentDecision.Skip skip -> skip(event, skip.reason());
            case DeploymentDecision.Deploy deploy -> request(event, wanted);
        }
    }

    private void skip(EvaluationEvent event, String reason) {
        LOG.info("{} is not deployed: {}", event.version().reference(), reason);
        outbox.publish(new DeploymentSkipped(head(event), event.version(), event.jobId(), reason));
    }

    /** A version that is served already is not started twice; whoever asks is told where it is. */
    private void request(EvaluationEvent event, DeploymentSpec wanted) {
        deployments.lockName(event.version().name());
        Optional<Deployment> present = deployments.wanted(event.version().id(), wanted.deploymentTarget());
        if (present.isEmpty()) {
            ledger.request(
                    Deployment.requested(
                            event.version(), event.jobId(), event.head().attempt(), wanted, Instant.now()),
                    "asked for by the job, and its gate passed");
        } else if (present.get().state() instanceof Ready ready) {
            Deployment served = present.get();
            outbox.publish(new DeploymentReady(
                    head(event),
                    served.id(),
                    event.version(),
                    event.jobId(),
                    DeploymentLedger.target(served),
                    ready.endpoint(),
                    served.servedName()));
        }
    }

    /**
     * Serves a version at a user's wish; one that is served at the target already, or about to be, is not started
     * twice.
     *
     * <p>Errors: CONFLICT where the version's gate did not pass and {@code force} is false; INVALID_REQUEST where the
     * target cannot take it.
     *
     * @param who asks; empty where nobody is known
     */
    @Transactional
    public Deployment ask(RegisteredVersion asked, DeploymentSpec wanted, boolean force, String who) {
        ModelVersion version = asked.version();
        List<String> problems = publishing.problems(wanted);
        if (!problems.isEmpty()) {
            throw new TrainyardException(
                    ErrorCode.INVALID_REQUEST,
                    String.join("; ", problems),
                    problems.stream().map(text -> new Problem("target", text)).toList());
        }
        scores.find(version.id()).filter(score -> !score.gatePassed() && !force).ifPresent(score -> {
            throw new TrainyardException(
                    ErrorCode.CONFLICT,
                    version.reference() + " did not pass its evaluation gate: "
                            + String.join("; ", score.gateMessages())
                            + ". Deploy another version, or this one all the same with \"force\": true");
        });
        deployments.lockName(version.name());
        Optional<Deployment> present = deployments.wanted(version.id(), wanted.deploymentTarget());
        if (present.isPresent()) {
            return present.get();
        }
        Deployment deployment = Deployment.requested(version, Optional.empty(), 0, wanted, Instant.now());
        String by = who.isEmpty() ? "asked for" : "asked for by " + who;
        ledger.request(deployment, force ? by + ", whatever its gate says" : by);
        return deployment;
    }

    private static EventHead head(EvaluationEvent event) {
        return EventHead.now(event.head().attempt(), 0);
    }
}
