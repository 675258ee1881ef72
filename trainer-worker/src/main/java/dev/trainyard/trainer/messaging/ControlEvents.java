package dev.trainyard.trainer.messaging;

import dev.trainyard.contracts.event.ControlEvent;
import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.messaging.EventConsumer;
import dev.trainyard.trainer.app.Cancellations;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * What users want of jobs. Heard twice: by all workers together, so that nothing is missed while they are down, and by
 * each one alone, so that it is not held up by a worker that just died. The first to hear it handles it.
 */
@ApplicationScoped
class ControlEvents {
    private final EventConsumer events;
    private final Cancellations cancellations;

    ControlEvents(EventConsumer events, Cancellations cancellations) {
        this.events = events;
        this.cancellations = cancellations;
    }

    @Incoming("training-control")
    @Blocking
    void hear(ConsumerRecord<String, String> message) {
        events.handle(message, this::apply);
    }

    @Incoming("training-control-live")
    @Blocking
    void hearLive(ConsumerRecord<String, String> message) {
        events.handle(message, this::apply);
    }

    private void apply(Event event) {
        if (event instanceof ControlEvent control) {
            switch (control) {
                case CancelRequested cancel -> cancellations.request(cancel);
            }
        }
    }
}
