package dev.trainyard.deploy.domain;

import dev.trainyard.contracts.spec.DeploymentSpec.Limits;
import java.util.Locale;
import java.util.Optional;

/** When what a served version answers says that something is wrong with it. */
public final class WatchPolicy {
    /** Answers in a window from which on it is judged. */
    public static final int FEWEST = 20;

    /** Answers that show how long those of this version usually are. */
    public static final int REFERENCE = 50;

    private WatchPolicy() {}

    /**
     * What is wrong, in words; empty where nothing is, or where too little was answered to tell.
     *
     * @param window the last answers
     * @param first the first answers of this version
     */
    public static Optional<String> problem(Limits limits, Traffic window, Traffic first) {
        if (window.requests() < FEWEST) {
            return Optional.empty();
        }
        if (window.errorRate() > limits.maxErrorRate() && window.errors() >= RolloutDecision.CLEAR_ERRORS) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%d of the last %d answers were errors (limit %.1f %%)",
                    window.errors(),
                    window.requests(),
                    100 * limits.maxErrorRate()));
        }
        double p95 = window.p95Millis();
        if (limits.maxLatencyMs().filter(most -> p95 > most).isPresent()) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "95 %% of the last %d answers took up to %.0f ms (limit %.0f ms)",
                    window.requests(),
                    p95,
                    limits.maxLatencyMs().get()));
        }
        double drift = drift(window, first);
        return limits.maxDrift()
                .filter(most -> Math.abs(drift) > most)
                .map(most -> String.format(
                        Locale.ROOT,
                        "answers have %.1f tokens on average, the first %d had %.1f: %.1f standard errors apart (limit %.1f)",
                        window.meanTokens(),
                        first.outputs(),
                        first.meanTokens(),
                        Math.abs(drift),
                        most));
    }

    /**
     * How far the mean length of the last answers is from that of the first ones, in standard errors of the difference
     * (Welch's t); 0 where too few are known.
     */
    public static double drift(Traffic window, Traffic first) {
        if (window.outputs() < FEWEST || first.outputs() < REFERENCE) {
            return 0;
        }
        // A length is a whole number: without any spread, one of a token is assumed.
        double variance = Math.max(window.varianceOfTokens(), 1) / window.outputs()
                + Math.max(first.varianceOfTokens(), 1) / first.outputs();
        return (window.meanTokens() - first.meanTokens()) / Math.sqrt(variance);
    }
}
