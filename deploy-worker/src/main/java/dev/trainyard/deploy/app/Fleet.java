package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Starting;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.HealthPolicy;
import dev.trainyard.deploy.domain.RestartPolicy;
import dev.trainyard.deploy.domain.RouteTable;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.ServerHealth;
import dev.trainyard.deploy.domain.ServerLauncher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of this process, made to match what the ledger says should run: after a restart of the service, after
 * the death of a server and after a new request alike, one {@link #reconcile} does what is missing.
 *
 * <p>Confined to one thread; only that thread starts and stops servers.
 */
final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    /** Requests that have chosen their server but not reached it yet have done so then. */
    private static final Duration ARRIVAL = Duration.ofMillis(200);

    private final DeploymentLedger ledger;
    private final ServerLauncher launcher;
    private final FrontDoor door;
    private final Rules rules;
    private final Consumer<Deployment> farewell;
    private final Clock clock;
    private final HealthBoard board;
    private final FleetMeters meters;
    private final Rollouts rollouts;
    private final Map<DeploymentId, Member> members = new HashMap<>();
    private final List<Thread> stops = new ArrayList<>();

    /**
     * What servers are held to.
     *
     * @param drain how long a server that gets no more requests may take for those it has
     */
    record Rules(RestartPolicy restarts, HealthPolicy health, Duration drain) {}

    /** @param farewell is told of each deployment whose server has answered its last request */
    Fleet(
            DeploymentLedger ledger,
            ServerLauncher launcher,
            FrontDoor door,
            HealthBoard board,
            FleetMeters meters,
            Rules rules,
            Consumer<Deployment> farewell,
            Clock clock) {
        this.ledger = ledger;
        this.launcher = launcher;
        this.door = door;
        this.rules = rules;
        this.farewell = farewell;
        this.clock = clock;
        this.board = board;
        this.meters = meters;
        this.rollouts = new Rollouts(ledger, door, clock);
    }

    /** Starts what should run and does not, stops what runs and should not, and leads requests accordingly. */
    void reconcile() {
        for (Deployment deployment : wanted()) {
            Member member = members.computeIfAbsent(deployment.id(), id -> new Member(deployment));
            member.is(deployment);
            tend(member);
        }
        // A step is measured from before the first request on: its state is known here before the door leads to it.
        look();
        rollouts.decide(members.values());
        List<Deployment> wanted = look();
        door.follow(Routes.of(wanted, members));
        stopUnwanted(wanted);
        show();
    }

    /** What is wanted now; members know their state then. */
    private List<Deployment> look() {
        List<Deployment> wanted = wanted();
        wanted.forEach(deployment ->
                Optional.ofNullable(members.get(deployment.id())).ifPresent(member -> member.is(deployment)));
        return wanted;
    }

    private void show() {
        Map<Deployment, ServerHealth> shown = new HashMap<>();
        members.forEach((id, member) -> {
            ServerHealth health = member.health(clock.instant());
            board.note(id, health);
            shown.put(member.deployment(), health);
        });
        meters.show(shown);
    }

    private List<Deployment> wanted() {
        return ledger.wanted().stream()
                .filter(deployment -> deployment.target() == Target.LOCAL)
                .toList();
    }

    /** Ends every server; the deployments stay wanted and are started again with the service. */
    void stopAll() {
        Set<String> names = new HashSet<>();
        members.values().forEach(member -> names.add(member.deployment().servedName()));
        door.follow(new RouteTable(List.of(), names));
        List.copyOf(members.values()).forEach(this::release);
        members.keySet().forEach(board::forget);
        members.clear();
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stopUnwanted(List<Deployment> wanted) {
        Set<DeploymentId> unwanted = new HashSet<>(members.keySet());
        wanted.forEach(deployment -> unwanted.remove(deployment.id()));
        for (DeploymentId id : unwanted) {
            Optional.ofNullable(members.remove(id)).ifPresent(this::release);
            board.forget(id);
        }
    }

    /** On a thread of its own: a server that drains must not hold up the start of another. */
    private void release(Member member) {
        stops.removeIf(stop -> !stop.isAlive());
        stops.add(Thread.ofPlatform().name("stop-server").start(() -> {
            member.launch().ifPresent(Launch::cancel);
            member.server().ifPresent(server -> drain(member, server));
            farewell.accept(member.deployment());
        }));
    }

    private void drain(Member member, RunningServer server) {
        Instant deadline = clock.instant().plus(rules.drain());
        try {
            do {
                Thread.sleep(ARRIVAL);
            } while (door.underWay(member.deployment().id()) > 0
                    && server.alive()
                    && clock.instant().isBefore(deadline));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }

    private void tend(Member member) {
        Optional<Launch> launch = member.launch();
        if (launch.isPresent()) {
            if (launch.get().over()) {
                launched(member, launch.get());
            }
        } else if (member.server().isEmpty()) {
            if (member.mayStart(clock.instant())) {
                LOG.info(
                        "starting the server of {} ({})",
                        member.deployment().id(),
                        member.deployment().version().reference());
                member.launching(new Launch(member.deployment(), launcher));
            }
        } else if (!member.runs()) {
            lost(member, "it ended by itself");
        } else if (member.deployment().state() instanceof Starting) {
            // It could not be recorded when it answered first.
            ledger.started(member.deployment().id(), door.endpoint());
        } else {
            member.watch()
                    .flatMap(watch -> watch.problem(
                            door.traffic(member.deployment().id()),
                            clock.instant(),
                            member.deployment().state() instanceof Canary))
                    .ifPresent(problem -> end(member, problem));
        }
    }

    private void end(Member member, String problem) {
        LOG.warn("{}: {}", member.deployment().version().reference(), problem);
        member.server().ifPresent(RunningServer::kill);
        lost(member, problem);
    }

    private void launched(Member member, Launch launch) {
        Deployment deployment = member.deployment();
        Optional<RunningServer> server = launch.server();
        if (server.isEmpty()) {
            notLaunched(member, launch.failure());
            return;
        }
        Instant now = clock.instant();
        ServerWatch watch =
                new ServerWatch(deployment, server.get(), rules.health(), door.traffic(deployment.id()), now);
        member.started(server.get(), watch, now);
        switch (deployment.state()) {
            case Starting starting -> ledger.started(deployment.id(), door.endpoint());
            case Canary canary -> ledger.resumed(deployment.id());
            case Ready ready -> ledger.ready(deployment.id(), door.endpoint());
            case Failed failed -> {}
            case Stopped stopped -> {}
        }
    }

    /** A first start has one chance: whatever took requests before goes on doing so. */
    private void notLaunched(Member member, Failure failure) {
        if (member.deployment().state() instanceof Starting) {
            ledger.fail(member.deployment().id(), failure);
        } else {
            LOG.warn("the server of {} did not come up: {}", member.deployment().id(), failure.message());
            lost(member, failure.message());
        }
    }

    private void lost(Member member, String problem) {
        Deployment deployment = member.deployment();
        member.died(problem, clock.instant(), rules.restarts());
        if (deployment.state() instanceof Canary && deployment.wanted().autoRollback()) {
            ledger.rollBack(deployment.id(), "its server failed while it was introduced: " + problem);
        } else if (member.isGivenUp(rules.restarts())) {
            ledger.fail(deployment.id(), new Failure(ErrorCode.UNHEALTHY, member.lastWords(rules.restarts())));
        } else {
            ledger.interrupted(deployment.id(), problem);
        }
    }
}
