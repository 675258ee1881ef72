package dev.trainyard.contracts.spec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether, where and how the scored version is served.
 *
 * @param autoRollback whether a version that fails is followed by the one before it
 * @param healthCheckTimeoutSeconds time in which the new server must answer a real prompt
 * @param canary how a version takes over from the one before it; absent: all at once, see {@link #rollout}
 * @param limits beyond which a version counts as failing; absent: {@link Limits#USUAL}
 * @param deploymentTags labels of the deployment, shown with it and given to targets that have such
 */
public record DeploymentSpec(
        boolean autoDeploy,
        Target deploymentTarget,
        boolean healthCheckEnabled,
        boolean autoRollback,
        int healthCheckTimeoutSeconds,
        Optional<Canary> canary,
        Optional<Limits> limits,
        @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, String> deploymentTags) {

    public DeploymentSpec {
        deploymentTags = new TreeMap<>(deploymentTags);
    }

    /** Where a version is served. */
    public enum Target {
        /** Our own model server beside the deploy worker. */
        LOCAL,
        /** An Ollama server. */
        OLLAMA,
        /** A repository of the Hugging Face Hub. */
        HUGGINGFACE,
        /** An S3-compatible bucket, with KServe in front where the deploy worker knows a cluster. */
        CLOUD
    }

    /** How the version takes over. */
    public Canary rollout() {
        return canary.orElse(Canary.AT_ONCE);
    }

    /** What the version is held to. */
    public Limits gates() {
        return limits.orElse(Limits.USUAL);
    }

    /**
     * The steps in which a version takes over the requests for its name.
     *
     * @param steps parts of the requests in percent, rising, the last one 100
     * @param stepSeconds how long each step lasts at least
     * @param minRequests that the new version must have answered in a step before the next one
     */
    public record Canary(List<Integer> steps, int stepSeconds, int minRequests) {
        /** All requests at once; the version before stands by for a few seconds. */
        public static final Canary AT_ONCE = new Canary(List.of(100), 5, 0);

        public Canary {
            steps = List.copyOf(steps);
        }
    }

    /**
     * What counts as failing.
     *
     * @param maxErrorRate share of answers of status 500 and above, 0 to 1
     * @param maxLatencyRatio 95th percentile of the response times, as a multiple of that of the version before
     * @param maxLatencyMs the same percentile in milliseconds; absent: any
     * @param maxDrift how far the mean length of the answers may move from that of the first ones, in standard errors
     *     of their difference; absent: it is shown and nothing follows
     */
    public record Limits(
            double maxErrorRate, double maxLatencyRatio, Optional<Double> maxLatencyMs, Optional<Double> maxDrift) {
        /** Five errors in a hundred answers, and three times the response times: a new process is slow at first. */
        public static final Limits USUAL = new Limits(0.05, 3, Optional.empty(), Optional.empty());
    }
}
