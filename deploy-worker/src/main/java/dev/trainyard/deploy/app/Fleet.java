package dev.trainyard.deploy.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.spec.DeploymentSpec.Target;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.DeploymentState.Failed;
import dev.trainyard.deploy.domain.DeploymentState.Ready;
import dev.trainyard.deploy.domain.DeploymentState.Starting;
import dev.trainyard.deploy.domain.DeploymentState.Stopped;
import dev.trainyard.deploy.domain.RestartPolicy;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.ServerLauncher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    private final DeploymentLedger ledger;
    private final ServerLauncher launcher;
    private final RestartPolicy restarts;
    private final Clock clock;
    private final Map<DeploymentId, Member> members = new HashMap<>();
    private final List<Thread> stops = new ArrayList<>();

    Fleet(DeploymentLedger ledger, ServerLauncher launcher, RestartPolicy restarts, Clock clock) {
        this.ledger = ledger;
        this.launcher = launcher;
        this.restarts = restarts;
        this.clock = clock;
    }

    /** Starts what should run and does not, stops what runs and should not. */
    void reconcile() throws InterruptedException {
        List<Deployment> wanted =
                ledger.wanted().stream().filter(d -> d.target() == Target.LOCAL).toList();
        stopUnwanted(wanted);
        for (Deployment deployment : wanted) {
            switch (deployment.state()) {
                case Starting s -> rollOut(deployment);
                case Ready ready -> keepUp(deployment, ready);
                case Failed f -> {}
                case Stopped s -> {}
            }
        }
    }

    /** Ends every server; the deployments stay wanted and are started again with the service. */
    void stopAll() {
        members.values().forEach(this::stop);
        members.clear();
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** On a thread of its own: a server that drains must not hold up the start of another. */
    private void stop(Member member) {
        RunningServer server = member.server;
        if (server != null) {
            stops.removeIf(stop -> !stop.isAlive());
            stops.add(Thread.ofPlatform().name("stop-server").start(server::stop));
        }
    }

    private void stopUnwanted(List<Deployment> wanted) {
        Set<DeploymentId> unwanted = new HashSet<>(members.keySet());
        wanted.forEach(deployment -> unwanted.remove(deployment.id()));
        for (DeploymentId id : unwanted) {
            Member member = members.remove(id);
            if (member != null) {
                stop(member);
            }
        }
    }

    /** A first start has one chance: whatever took requests before goes on doing so. */
    private void rollOut(Deployment deployment) throws InterruptedException {
        RunningServer server;
        try {
            server = launcher.launch(deployment, 0);
        } catch (TrainyardException e) {
            ledger.fail(deployment.id(), e.failure());
            return;
        } catch (RuntimeException e) {
            LOG.error("the server of {} could not be started", deployment.id(), e);
            ledger.fail(deployment.id(), new Failure(ErrorCode.INTERNAL, "the server could not be started: " + e));
            return;
        }
        Member member = new Member();
        member.started(server, clock.instant());
        members.put(deployment.id(), member);
        ledger.ready(deployment.id(), server.endpoint());
    }

    private void keepUp(Deployment deployment, Ready ready) throws InterruptedException {
        Member member = members.computeIfAbsent(deployment.id(), id -> new Member());
        Instant now = clock.instant();
        if (member.runs()) {
            return;
        }
        member.noteDeath(now, restarts);
        if (restarts.givesUp(member.deaths)) {
            members.remove(deployment.id());
            ledger.fail(deployment.id(), new Failure(ErrorCode.UNHEALTHY, lastWords(member)));
        } else if (!now.isBefore(member.nextStart)) {
            restart(deployment, ready, member);
        }
    }

    private void restart(Deployment deployment, Ready ready, Member member) throws InterruptedException {
        LOG.info(
                "starting the server of {} ({}) again",
                deployment.id(),
                deployment.version().reference());
        try {
            RunningServer server = launcher.launch(deployment, ready.endpoint().getPort());
            member.started(server, clock.instant());
            ledger.ready(deployment.id(), server.endpoint());
        } catch (TrainyardException e) {
            LOG.warn("the server of {} did not come up: {}", deployment.id(), e.getMessage());
            member.failedToStart(clock.instant(), restarts, String.valueOf(e.getMessage()));
        }
    }

    private String lastWords(Member member) {
        return "the server ended " + member.deaths + " times in a row (limit " + restarts.limit() + "); "
                + member.lastProblem + "; see its log in the artifacts folder";
    }

    /** What is known about one deployment's server. */
    private static final class Member {
        private @Nullable RunningServer server;
        private int deaths;
        private Instant startedAt = Instant.EPOCH;
        private Instant nextStart = Instant.EPOCH;
        private String lastProblem = "";

        boolean runs() {
            return server != null && server.alive();
        }

        void started(RunningServer started, Instant now) {
            server = started;
            startedAt = now;
        }

        /** Counts a death once; a member that never had a server (the service was restarted) has not died. */
        void noteDeath(Instant now, RestartPolicy policy) {
            if (server == null) {
                return;
            }
            server = null;
            lastProblem = "it ended by itself";
            boolean recovered = Duration.between(startedAt, now).compareTo(policy.stableAfter()) >= 0;
            deaths = recovered ? 1 : deaths + 1;
            nextStart = now.plus(policy.pause(deaths));
        }

        void failedToStart(Instant now, RestartPolicy policy, String problem) {
            deaths++;
            lastProblem = problem;
            nextStart = now.plus(policy.pause(deaths));
        }
    }
}
