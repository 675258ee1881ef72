package dev.trainyard.trainer.it;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Shorter times than a real worker's, so that the tests do not wait. */
public final class FastSettings implements QuarkusTestResourceLifecycleManager {
    static final Map<String, String> SETTINGS = Map.of(
            "trainyard.worker.pass-pause", "300ms",
            "trainyard.worker.heartbeat", "400ms",
            "trainyard.worker.lease-time-to-live", "3s",
            "trainyard.worker.retry-back-off", "200ms",
            "trainyard.worker.progress-interval", "300ms",
            "trainyard.worker.child-threads", "1",
            "trainyard.worker.max-ranks", "2",
            "trainyard.worker.child-heap", "256m",
            "trainyard.worker.child-options", "-XX:TieredStopAtLevel=1");

    @Override
    public Map<String, String> start() {
        return SETTINGS;
    }

    @Override
    public void stop() {
        // Nothing was started.
    }
}
