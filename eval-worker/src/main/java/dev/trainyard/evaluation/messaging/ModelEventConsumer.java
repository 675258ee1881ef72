package dev.trainyard.evaluation.messaging;

import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.event.ModelEvent.RegistrationFailed;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.evaluation.app.EvaluationLedger;
import dev.trainyard.evaluation.domain.EvaluationTask;
import dev.trainyard.messaging.EventConsumer;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Topic {@code model-events}: what was registered is scored. */
@ApplicationScoped
public class ModelEventConsumer {
    private final EventConsumer events;
    private final EvaluationLedger ledger;

    ModelEventConsumer(EventConsumer events, EvaluationLedger ledger) {
        this.events = events;
        this.ledger = ledger;
    }

    @Incoming("model-events")
    @Blocking
    void on(ConsumerRecord<String, String> message) {
        events.handle(message, ModelEvent.class, this::apply);
    }

    private void apply(ModelEvent event) {
        switch (event) {
            case VersionRegistered registered -> ledger.request(EvaluationTask.of(registered));
            case VersionImported imported -> ledger.request(EvaluationTask.of(imported));
            case RegistrationFailed failed -> {}
        }
    }
}
