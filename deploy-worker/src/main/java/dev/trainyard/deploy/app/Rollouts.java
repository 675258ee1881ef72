package dev.trainyard.deploy.app;

import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.RolloutDecision;
import dev.trainyard.deploy.domain.Traffic;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Leads versions that are being introduced through their steps. Confined to the fleet's thread. */
final class Rollouts {
    private final DeploymentLedger ledger;
    private final FrontDoor door;
    private final Clock clock;
    private final Map<DeploymentId, Start> starts = new HashMap<>();

    /**
     * What had been answered when a step began.
     *
     * @param baseline id of the version before, and what it had answered; absent where there is none any more
     */
    private record Start(Canary step, Traffic candidate, Optional<DeploymentId> baselineId, Traffic baseline) {}

    Rollouts(DeploymentLedger ledger, FrontDoor door, Clock clock) {
        this.ledger = ledger;
        this.door = door;
        this.clock = clock;
    }

    void decide(Collection<Member> members) {
        starts.keySet()
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
        Start start = starts.get(deployment.id());
        if (start == null || !start.step().equals(canary)) {
            start = start(deployment, canary, members);
            starts.put(deployment.id(), start);
        }
        Traffic candidate = door.traffic(deployment.id()).after(start.candidate());
        Traffic before = start.baseline();
        Traffic baseline =
                start.baselineId().map(id -> door.traffic(id).after(before)).orElse(before);
        act(member, RolloutDecision.of(deployment.wanted(), canary, candidate, baseline, clock.instant()));
    }

    private Start start(Deployment deployment, Canary canary, Collection<Member> members) {
        Optional<DeploymentId> stable = members.stream()
                .map(Member::deployment)
                .filter(other ->
                        other.state() instanceof Ready && other.servedName().equals(deployment.servedName()))
                .map(Deployment::id)
                .findFirst();
        return new Start(
                canary,
                door.traffic(deployment.id()),
                stable,
                stable.map(door::traffic).orElseGet(() -> Traffic.none(clock.instant())));
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
                    member.waitsFor("held, since auto_rollback is false: " + back.why());
                }
            }
        }
    }
}
