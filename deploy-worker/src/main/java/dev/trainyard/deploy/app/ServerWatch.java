package dev.trainyard.deploy.app;

import dev.trainyard.deploy.domain.AnswerLengths;
import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.HealthPolicy;
import dev.trainyard.deploy.domain.RunningServer;
import dev.trainyard.deploy.domain.Traffic;
import dev.trainyard.deploy.domain.WatchPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks after one running server: asks it, and judges what it answers to others. Confined to the fleet's thread. */
final class ServerWatch {
    /** Real prompts in a row that may fail; the second one tells a hanging server from a busy moment. */
    private static final int PROMPTS = 2;

    private final Deployment deployment;
    private final HealthPolicy policy;
    private final Probe sign;
    private final Probe prompt;
    private final Traffic beginning;
    private long goodAtPrompt;
    private Traffic windowStart;
    private Instant windowEnd;
    private @Nullable Traffic first;
    private double drift;
    private AnswerLengths lengths = AnswerLengths.NONE;

    ServerWatch(Deployment deployment, RunningServer server, HealthPolicy policy, Traffic soFar, Instant now) {
        Duration patience = Duration.ofSeconds(deployment.wanted().healthCheckTimeoutSeconds());
        this.deployment = deployment;
        this.policy = policy;
        this.sign = new Probe(() -> server.requireSign(policy.patience()), policy.interval(), now);
        this.prompt = new Probe(() -> server.requireAnswer(patience), policy.promptInterval(), now);
        this.beginning = soFar;
        this.windowStart = soFar;
        this.windowEnd = now.plus(policy.window());
        this.goodAtPrompt = good(soFar);
    }

    /**
     * What is wrong with the server, so that it has to end; empty while it may go on.
     *
     * @param introduced whether it is only being introduced: its answers are then measured here, and judged by the rollout
     */
    Optional<String> problem(Traffic traffic, Instant now, boolean introduced) {
        sign.look(now);
        prompt.look(now);
        if (sign.failures() >= policy.failures()) {
            return sign.problem().map(what -> sign.failures() + " checks in a row failed: " + what);
        }
        if (prompt.failures() >= PROMPTS) {
            return prompt.problem();
        }
        ask(traffic, now);
        Optional<String> problem = judged(traffic, now);
        return introduced ? Optional.empty() : problem;
    }

    /** What might be wrong. */
    Optional<String> suspicion() {
        return sign.problem().or(prompt::problem);
    }

    double drift() {
        return drift;
    }

    AnswerLengths lengths() {
        return lengths;
    }

    private void ask(Traffic traffic, Instant now) {
        if (sign.isDue(now)) {
            sign.ask();
        }
        if (deployment.wanted().healthCheckEnabled() && prompt.isDue(now)) {
            // Whoever gets good answers has no need of another prompt to know that the server gives them.
            if (good(traffic) > goodAtPrompt) {
                prompt.skip(now);
            } else {
                prompt.ask();
            }
            goodAtPrompt = good(traffic);
        }
    }

    private Optional<String> judged(Traffic traffic, Instant now) {
        Traffic soFar = traffic.after(beginning);
        if (first == null && soFar.outputs() >= WatchPolicy.REFERENCE) {
            first = soFar;
            windowStart = traffic;
        }
        Traffic reference = first == null ? soFar : first;
        lengths = lengths.with(reference);
        if (now.isBefore(windowEnd)) {
            return Optional.empty();
        }
        windowEnd = now.plus(policy.window());
        Traffic window = traffic.after(windowStart);
        if (window.requests() < WatchPolicy.FEWEST) {
            return Optional.empty();
        }
        windowStart = traffic;
        lengths = AnswerLengths.of(window, reference);
        drift = WatchPolicy.drift(window, reference);
        return WatchPolicy.problem(deployment.wanted().gates(), window, reference);
    }

    private static long good(Traffic traffic) {
        return traffic.requests() - traffic.errors() - traffic.refused();
    }
}
