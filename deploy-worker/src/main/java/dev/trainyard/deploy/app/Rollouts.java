package dev.trainyard.deploy.app;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.RolloutDecision;
import dev.trainyard.deploy.domain.StepMeasured;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Leads versions that are being introduced through their steps. Confined to the fleet's thread. */
final class Rollouts {
    /** How much of a step a killed service loses at most. */
    private static final Duration KEPT_EVERY = Duration.ofSeconds(1);

    private final DeploymentLedger ledger;
    private final FrontDoor door;
    private final Clock clock;
    private final Map<DeploymentId, StepMeter> meters = new HashMap<>();

    Rollouts(DeploymentLedger ledger, FrontDoor door, Clock clock) {
        this.ledger = ledger;
        this.door = door;
        this.clock = clock;
    }

    void decide(Collection<Member> members) {
        meters.keySet()
                .removeIf(id -> members.stream()
                        .noneMatch(member -> member.deployment().id().equals(id)
                                && member.deployment().state() instanceof Canary));
        for (Member member : members) {
            if (member.deployment().state() instanceof Canary canary && member.runs()) {
                decide(member, canary, members);
            }
        }
    }

    private void decide(Member member, Canary canary, Collection<Member> members) {
        Deployment deployment = member.deployment();
        StepMeter meter = meters.get(deployment.id());
        if (meter == null || !meter.isOf(canary)) {
            meter = begun(deployment, canary, members);
            meters.put(deployment.id(), meter);
        }
        Instant now = clock.instant();
        StepMeasured measured = meter.measured(now);
        if (meter.isToBeKept(now, KEPT_EVERY)) {
            ledger.measured(deployment.id(), measured);
        }
        act(member, RolloutDecision.of(deployment.wanted(), canary, measured.candidate(), measured.baseline(), now));
    }

    private StepMeter begun(Deployment deployment, Canary canary, Collection<Member> members) {
        Optional<DeploymentId> stable = members.stream()
                .map(Member::deployment)
                .filter(other ->
                        other.state() instanceof Ready && other.servedName().equals(deployment.servedName()))
                .map(Deployment::id)
                .findFirst();
        return new StepMeter(
                canary, ledger.measured(deployment.id(), canary), door, deployment.id(), stable, clock.instant());
    }

    private void act(Member member, RolloutDecision decision) {
        DeploymentId id = member.deployment().id();
        switch (decision) {
            case RolloutDecision.Wait wait -> member.waitsFor(wait.why());
            case RolloutDecision.Advance advance -> ledger.advance(id, advance.step());
            case RolloutDecision.Promote promote -> {
                member.waitsFor("");
                ledger.ready(id, door.endpoint());
            }
            case RolloutDecision.RollBack back -> {
                if (member.deployment().wanted().autoRollback()) {
                    ledger.rollBack(id, back.why());
                } else {
                    ledger.hold(id, back.why());
                }
            }
        }
    }
}
