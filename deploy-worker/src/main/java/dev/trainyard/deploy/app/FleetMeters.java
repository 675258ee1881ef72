package dev.trainyard.deploy.app;

import dev.trainyard.deploy.domain.Deployment;
import dev.trainyard.deploy.domain.ServerHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** How the deployments of this service are, for Prometheus. Thread-safe. */
@Singleton
public final class FleetMeters {
    private final MeterRegistry registry;
    private final MultiGauge weight;
    private final MultiGauge healthy;
    private final MultiGauge restarts;
    private final MultiGauge drift;

    FleetMeters(MeterRegistry registry) {
        this.registry = registry;
        this.weight = MultiGauge.builder("trainyard.deployment.weight")
                .description("part of the requests for its name in percent")
                .register(registry);
        this.healthy = MultiGauge.builder("trainyard.deployment.healthy")
                .description("1 where its server runs and answers")
                .register(registry);
        this.restarts = MultiGauge.builder("trainyard.deployment.restarts")
                .description("how often its server was started again")
                .register(registry);
        this.drift = MultiGauge.builder("trainyard.deployment.drift")
                .description("mean length of the last answers against the first ones, in standard errors")
                .register(registry);
    }

    void show(Map<Deployment, ServerHealth> fleet) {
        fill(weight, fleet, (deployment, health) -> deployment.weight());
        fill(healthy, fleet, (deployment, health) -> health.status().equals("ok") ? 1 : 0);
        fill(restarts, fleet, (deployment, health) -> health.restarts());
        fill(drift, fleet, (deployment, health) -> health.drift());
    }

    void rolledBack(Deployment deployment) {
        registry.counter("trainyard.rollbacks", "model", deployment.servedName())
                .increment();
    }

    private static void fill(
            MultiGauge gauge, Map<Deployment, ServerHealth> fleet, ToDoubleBiFunction<Deployment, ServerHealth> value) {
        gauge.register(
                fleet.entrySet().stream()
                        .<Row<?>>map(entry -> Row.of(
                                Tags.of(
                                        "model", entry.getKey().servedName(),
                                        "version",
                                                Integer.toString(
                                                        entry.getKey().version().number()),
                                        "deployment", entry.getKey().id().value()),
                                () -> value.applyAsDouble(entry.getKey(), entry.getValue())))
                        .toList(),
                true);
    }
}
