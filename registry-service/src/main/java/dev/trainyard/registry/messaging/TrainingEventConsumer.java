package dev.trainyard.registry.messaging;

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
import dev.trainyard.registry.app.VersionEvents;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic {@code training-events}: successes are registered, checkpoints noted. */
@ApplicationScoped
public class TrainingEventConsumer {
    private final EventConsumer events;
    private final Registration registration;
    private final VersionEvents versions;

    TrainingEventConsumer(EventConsumer events, Registration registration, VersionEvents versions) {
        this.events = events;
        this.registration = registration;
        this.versions = versions;
    }

    @Incoming("training-events")
    @Blocking
    void on(ConsumerRecord<String, String> message) {
        events.handle(message, TrainingEvent.class, this::apply);
    }

    private void apply(TrainingEvent event) {
        switch (event) {
            case JobSucceeded succeeded -> registration.register(succeeded);
            case CheckpointSaved saved -> versions.on(saved);
            case AttemptStarted e -> {}
            case StageStarted e -> {}
            case TrainingProgressed e -> {}
            case ValidationMeasured e -> {}
            case AttemptFailed e -> {}
            case JobCancelled e -> {}
        }
    }
}
