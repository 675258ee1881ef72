package dev.trainyard.publishing.cloud;

import java.util.Optional;

/** Decides whether a new version may get more traffic. */
@FunctionalInterface
public interface CanaryGate {
    /**
     * Why it may not; empty where it may. Asked after the version was ready with this part of the traffic for the time
     * of a hold.
     *
     * @param service its name in the cluster
     * @param percent of the traffic that the version has now; 100 in the end
     */
    Optional<String> refusal(String service, int percent) throws InterruptedException;
}
