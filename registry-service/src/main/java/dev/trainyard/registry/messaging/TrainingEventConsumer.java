package dev.trainyard.registry.messaging;

import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingEvent.AttemptFailed;
import dev.trainyard.contracts.event.TrainingEvent.AttemptStarted;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.JobCancelled;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.TrainingEvent.StageStarted;
import dev.trainyard.contracts.event.TrainingEvent.TrainingProgressed;
import dev.trainyard.contracts.event.TrainingEvent.ValidationMeasured;
import dev.trainyard.messaging.EventConsumer;
import dev.trainyard.registry.app.Registration;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic {@code training-events}: only a success concerns the registry. */
@ApplicationScoped
public class TrainingEventConsumer {
    private final EventConsumer events;
    private final Registration registration;

    TrainingEventConsumer(EventConsumer events, Registration registration) {
        this.events = events;
        this.registration = registration;
    }

    @Incoming("training-events")
    @Blocking
    void on(ConsumerRecord<String, String> message) {
        events.handle(message, this::apply);
    }

    private void apply(Event event) {
        if (event instanceof TrainingEvent training) {
            switch (training) {
                case JobSucceeded succeeded -> registration.register(succeeded);
                case AttemptStarted e -> {}
                case StageStarted e -> {}
                case TrainingProgressed e -> {}
                case ValidationMeasured e -> {}
                case CheckpointSaved e -> {}
                case AttemptFailed e -> {}
                case JobCancelled e -> {}
            }
        }
    }
}
