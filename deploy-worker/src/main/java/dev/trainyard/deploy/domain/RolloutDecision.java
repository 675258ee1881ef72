package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.spec.DeploymentSpec.Limits;
import dev.trainyard.deploy.domain.DeploymentState.Canary;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What follows for a version that is taking over the requests for its name: a function of what is known, no more. */
public sealed interface RolloutDecision {
    /** @param why in words for the user */
    record Wait(String why) implements RolloutDecision {}

    /** The next step begins. */
    record Advance(int step) implements RolloutDecision {}

    /** The version takes the place of the one before. */
    record Promote() implements RolloutDecision {}

    /** The version before takes all requests again. */
    record RollBack(String why) implements RolloutDecision {}

    /** Errors from which on a step is not waited for. */
    int CLEAR_ERRORS = 3;

    /** Answers of each version from which on their response times are compared. */
    int COMPARABLE = 20;

    /**
     * The decision at a time.
     *
     * @param candidate what the new version answered in this step
     * @param baseline what the version before answered in the same time
     */
    static RolloutDecision of(DeploymentSpec wanted, Canary at, Traffic candidate, Traffic baseline, Instant now) {
        if (at.held().isPresent()) {
            return new Wait("a decision, promote or rollback; " + at.held().get());
        }
        DeploymentSpec.Canary plan = wanted.rollout();
        Duration lasted = Duration.between(at.since(), now);
        boolean over = lasted.compareTo(Duration.ofSeconds(plan.stepSeconds())) >= 0
                && candidate.requests() >= plan.minRequests();
        Optional<String> breach = breach(wanted.gates(), candidate, baseline, over);
        if (breach.isPresent()) {
            return new RollBack(
                    "step " + (at.step() + 1) + " of " + plan.steps().size() + ": " + breach.get());
        }
        if (!over) {
            return new Wait(waiting(plan, candidate, lasted));
        }
        return at.step() + 1 < plan.steps().size() ? new Advance(at.step() + 1) : new Promote();
    }

    private static Optional<String> breach(Limits limits, Traffic candidate, Traffic baseline, boolean over) {
        // Where the version before fails as often, the cause lies elsewhere.
        double errorLimit = Math.max(limits.maxErrorRate(), baseline.errorRate());
        boolean judged = over || candidate.errors() >= CLEAR_ERRORS;
        if (judged && candidate.errorRate() > errorLimit) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%d of %d answers were errors (%.1f %%, limit %.1f %%)",
                    candidate.errors(),
                    candidate.requests(),
                    100 * candidate.errorRate(),
                    100 * errorLimit));
        }
        return over ? slow(limits, candidate, baseline) : Optional.empty();
    }

    private static Optional<String> slow(Limits limits, Traffic candidate, Traffic baseline) {
        double p95 = candidate.p95Millis();
        if (candidate.requests() >= COMPARABLE
                && limits.maxLatencyMs().filter(most -> p95 > most).isPresent()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "95 %% of the answers took up to %.0f ms (limit %.0f ms)",
                    p95,
                    limits.maxLatencyMs().get()));
        }
        boolean comparable = candidate.requests() >= COMPARABLE && baseline.requests() >= COMPARABLE;
        double ratio = comparable ? p95 / Math.max(1, baseline.p95Millis()) : 0;
        return ratio > limits.maxLatencyRatio()
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "95 %% of the answers took up to %.0f ms, %.1f times the %.0f ms of the version before (limit %.1f)",
                        p95,
                        ratio,
                        baseline.p95Millis(),
                        limits.maxLatencyRatio()))
                : Optional.empty();
    }

    private static String waiting(DeploymentSpec.Canary plan, Traffic candidate, Duration lasted) {
        long left = plan.stepSeconds() - lasted.toSeconds();
        return left > 0
                ? left + " s of the step are left"
                : candidate.requests() + " of " + plan.minRequests() + " requests answered";
    }
}
