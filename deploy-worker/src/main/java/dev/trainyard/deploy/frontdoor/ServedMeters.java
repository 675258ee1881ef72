package dev.trainyard.deploy.frontdoor;

import dev.trainyard.deploy.domain.Route;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalLong;

/** What each version answers, for Prometheus. Thread-safe. */
@Singleton
final class ServedMeters {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;

    ServedMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(Route route, int status, Duration took, OptionalLong tokens) {
        String model = route.version().name();
        String version = Integer.toString(route.version().number());
        Timer.builder("trainyard.served")
                .description("requests that a version answered, by outcome")
                .tags("model", model, "version", version, "outcome", outcome(status))
                .serviceLevelObjectives(BOUNDS)
                .register(registry)
                .record(took);
        tokens.ifPresent(count -> Counter.builder("trainyard.served.output.tokens")
                .description("tokens that a version answered with")
                .tags("model", model, "version", version)
                .register(registry)
                .increment(count));
    }

    private static String outcome(int status) {
        if (status < 400) {
            return "answered";
        }
        if (status < 499) {
            return "refused";
        }
        return status == 499 ? "left" : "error";
    }
}
