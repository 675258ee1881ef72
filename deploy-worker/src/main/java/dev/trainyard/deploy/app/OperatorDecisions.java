package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.ServerHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** What people decide about deployments; who decided stands in the history. Thread-safe. */
@ApplicationScoped
public class OperatorDecisions {
    private final DeploymentLedger ledger;
    private final HealthBoard health;
    private final FrontDoor door;

    OperatorDecisions(DeploymentLedger ledger, HealthBoard health, FrontDoor door) {
        this.ledger = ledger;
        this.health = health;
        this.door = door;
    }

    /**
     * A version that is being introduced takes all requests at once, whatever its limits say; the one before ends.
     *
     * <p>Errors: NOT_FOUND, and CONFLICT where it is not being introduced, or its server does not run.
     *
     * @param who decides; empty where nobody is known
     */
    @Transactional
    public Deployment promote(DeploymentId id, String who) {
        Deployment deployment = ledger.locked(id);
        if (!(deployment.state() instanceof Canary canary)) {
            throw conflict(id + " is " + deployment.state().status() + ": " + whyNotPromoted(deployment));
        }
        if (!health.of(id).map(ServerHealth::runs).orElse(false)) {
            throw conflict("the server of " + id + " is being started again: promote it once its health is ok");
        }
        int steps = deployment.wanted().rollout().steps().size();
        String at = "promoted " + by(who) + " at step " + (canary.step() + 1) + " of " + steps;
        return ledger.take(
                deployment,
                door.endpoint(),
                canary.held().map(why -> at + ", where it was held: " + why).orElse(at));
    }

    private static String whyNotPromoted(Deployment deployment) {
        return switch (deployment.state().status()) {
            case "ready" -> "it takes all requests already";
            case "starting" ->
                deployment.target() == Target.LOCAL
                        ? "its server has not passed the health check yet; ask again once it is canary"
                        : "it is being published, and is current once that is done";
            default -> "deploy " + deployment.version().reference() + " again instead";
        };
    }

    /**
     * Goes back: one that is being introduced is given up, one that takes the requests is followed by the version before
     * it. A second call finds the same deployment under way.
     *
     * <p>Errors: NOT_FOUND, and CONFLICT where there is nothing to go back to.
     *
     * @param who decides; empty where nobody is known
     * @return the deployment that takes the requests afterwards, or is to
     */
    @Transactional
    public Deployment rollBack(DeploymentId id, String who) {
        Deployment deployment = ledger.locked(id);
        Optional<Deployment> underWay = ledger.returning(id);
        if (underWay.isPresent()) {
            return underWay.get();
        }
        if (!deployment.state().wanted()) {
            throw conflict(id + " is " + deployment.state().status() + ": only what is served can be rolled back");
        }
        if (!(deployment.state() instanceof Ready)) {
            Deployment stopped = ledger.stop(deployment, "rolled back " + by(who), false);
            return ledger.live(deployment).orElse(stopped);
        }
        Deployment previous = ledger.previous(deployment)
                .orElseThrow(() -> conflict(deployment.version().reference()
                        + " replaced no version that could be returned to: deploy the version that is wanted instead"));
        return ledger.returnTo(previous, deployment, by(who));
    }

    /**
     * Ends a deployment; one that has ended stays as it is. Errors: NOT_FOUND.
     *
     * @param who decides; empty where nobody is known
     */
    @Transactional
    public Deployment stop(DeploymentId id, String who) {
        Deployment deployment = ledger.locked(id);
        return deployment.state().wanted() ? ledger.stop(deployment, "stopped " + by(who), false) : deployment;
    }

    private static String by(String who) {
        return who.isEmpty() ? "at the user's request" : "at the request of " + who;
    }

    private static TrainyardException conflict(String why) {
        return new TrainyardException(ErrorCode.CONFLICT, why);
    }
}
