package dev.trainyard.publishing.cloud;

import io.fabric8.kubernetes.client.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster with KServe, and how models are served there.
 *
 * @param cluster who asks which cluster, as {@code Config.autoConfigure} finds it out
 * @param serviceAccount whose secret lets KServe read the bucket; empty for the namespace's own
 * @param runtime name of the serving runtime; empty for the one that KServe picks for the format
 * @param modelFormat {@code huggingface}, or what the runtime names
 * @param resources requests and limits of the server, such as {@code cpu} and {@code memory}
 * @param canary parts of the traffic in percent that a new version gets one after the other, before it gets all
 * @param hold how long it has to stay ready with each of them
 * @param readyLimit longest time until a version is ready
 * @param poll pause between two looks
 */
public record KServeSettings(
        Config cluster,
        String namespace,
        Optional<String> serviceAccount,
        Optional<String> runtime,
        String modelFormat,
        Map<String, String> resources,
        List<Integer> canary,
        Duration hold,
        Duration readyLimit,
        Duration poll) {
    public KServeSettings {
        resources = Map.copyOf(resources);
        canary = List.copyOf(canary);
        if (canary.stream().anyMatch(percent -> percent <= 0 || percent >= 100)) {
            throw new IllegalArgumentException("canary steps " + canary + ": expected percents from 1 to 99");
        }
    }
}
