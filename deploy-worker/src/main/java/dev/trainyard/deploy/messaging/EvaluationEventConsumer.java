package dev.trainyard.deploy.messaging;

import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.deploy.app.DeploymentRequests;
import dev.trainyard.messaging.EventConsumer;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic {@code evaluation-events}: what was scored may be deployed. */
@ApplicationScoped
public class EvaluationEventConsumer {
    private final EventConsumer events;
    private final DeploymentRequests requests;

    EvaluationEventConsumer(EventConsumer events, DeploymentRequests requests) {
        this.events = events;
        this.requests = requests;
    }

    @Incoming("evaluation-events")
    @Blocking
    void on(ConsumerRecord<String, String> message) {
        events.handle(message, EvaluationEvent.class, requests::on);
    }
}
