package dev.trainyard.registry.messaging;

import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.UsageEvent;
import dev.trainyard.messaging.EventConsumer;
import dev.trainyard.registry.app.VersionEvents;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topics {@code evaluation-events}, {@code export-events}, {@code deployment-events} and {@code usage-events}: what became of versions. */
@ApplicationScoped
public class VersionEventConsumer {
    private final EventConsumer events;
    private final VersionEvents versions;

    VersionEventConsumer(EventConsumer events, VersionEvents versions) {
        this.events = events;
        this.versions = versions;
    }

    @Incoming("evaluation-events")
    @Blocking
    void evaluation(ConsumerRecord<String, String> message) {
        events.handle(message, EvaluationEvent.class, versions::on);
    }

    @Incoming("export-events")
    @Blocking
    void export(ConsumerRecord<String, String> message) {
        events.handle(message, ExportEvent.class, versions::on);
    }

    @Incoming("deployment-events")
    @Blocking
    void deployment(ConsumerRecord<String, String> message) {
        events.handle(message, DeploymentEvent.class, versions::on);
    }

    @Incoming("usage-events")
    @Blocking
    void usage(ConsumerRecord<String, String> message) {
        events.handle(message, UsageEvent.class, versions::on);
    }
}
