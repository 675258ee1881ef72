package dev.trainyard.gateway.messaging;

import dev.trainyard.gateway.app.JobReports;
import dev.trainyard.messaging.EventConsumer;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The four topics that tell what becomes of a job. */
@ApplicationScoped
class JobEventChannels {
    private final EventConsumer events;
    private final JobReports reports;

    JobEventChannels(EventConsumer events, JobReports reports) {
        this.events = events;
        this.reports = reports;
    }

    @Incoming("training-events")
    @Blocking
    void training(ConsumerRecord<String, String> message) {
        events.handle(message, reports::takeIn);
    }

    @Incoming("model-events")
    @Blocking
    void model(ConsumerRecord<String, String> message) {
        events.handle(message, reports::takeIn);
    }

    @Incoming("evaluation-events")
    @Blocking
    void evaluation(ConsumerRecord<String, String> message) {
        events.handle(message, reports::takeIn);
    }

    @Incoming("deployment-events")
    @Blocking
    void deployment(ConsumerRecord<String, String> message) {
        events.handle(message, reports::takeIn);
    }
}
