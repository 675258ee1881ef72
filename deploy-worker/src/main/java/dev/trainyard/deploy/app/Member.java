package dev.trainyard.deploy.app;

import dev.trainyard.deploy.domain.AnswerLengths;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.RestartPolicy;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.ServerHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known about one deployment's server. Confined to the fleet's thread. */
final class Member {
    private Deployment deployment;
    private @Nullable Launch launch;
    private @Nullable RunningServer server;
    private @Nullable ServerWatch watch;
    private int deaths;
    private int restarts;
    private Instant startedAt = Instant.EPOCH;
    private Instant nextStart = Instant.EPOCH;
    private String problem = "";
    private String progress = "";

    Member(Deployment deployment) {
        this.deployment = deployment;
    }

    Deployment deployment() {
        return deployment;
    }

    void is(Deployment now) {
        deployment = now;
    }

    Optional<Launch> launch() {
        return Optional.ofNullable(launch);
    }

    void launching(Launch begun) {
        launch = begun;
    }

    Optional<RunningServer> server() {
        return Optional.ofNullable(server);
    }

    Optional<ServerWatch> watch() {
        return Optional.ofNullable(watch);
    }

    boolean runs() {
        return server != null && server.alive();
    }

    void started(RunningServer started, ServerWatch watching, Instant now) {
        launch = null;
        server = started;
        watch = watching;
        startedAt = now;
    }

    /** Whether it may be started: not before the pause after its last death is over. */
    boolean mayStart(Instant now) {
        return !now.isBefore(nextStart);
    }

    /** Its server is gone; one that had lived long enough is as good as new. */
    void died(String why, Instant now, RestartPolicy policy) {
        boolean recovered = server != null && Duration.between(startedAt, now).compareTo(policy.stableAfter()) >= 0;
        launch = null;
        server = null;
        watch = null;
        problem = why;
        restarts++;
        deaths = recovered ? 1 : deaths + 1;
        nextStart = now.plus(policy.pause(deaths));
    }

    void waitsFor(String what) {
        progress = what;
    }

    boolean isGivenUp(RestartPolicy policy) {
        return policy.givesUp(deaths);
    }

    String lastWords(RestartPolicy policy) {
        return "the server ended or failed " + deaths + " times in a row (limit " + policy.limit() + "); " + problem
                + "; see its log in the artifacts folder";
    }

    ServerHealth health(Instant now) {
        Optional<String> suspicion = watch().flatMap(ServerWatch::suspicion);
        String status;
        if (server == null) {
            status = restarts == 0 ? "starting" : "restarting";
        } else {
            status = suspicion.isPresent() ? "suspect" : "ok";
        }
        return new ServerHealth(
                status,
                suspicion.or(() -> Optional.of(problem).filter(text -> !text.isEmpty())),
                restarts,
                watch().map(ServerWatch::drift).orElse(0.0),
                watch().map(ServerWatch::lengths).orElse(AnswerLengths.NONE),
                Optional.of(progress).filter(text -> !text.isEmpty()),
                now);
    }
}
