package dev.trainyard.messaging;

import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.Event;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.slf4j.MDC;

/** A consumer as a service has it, that notes what it was given. */
@ApplicationScoped
public class ControlConsumer {
    private final EventConsumer events;
    private final List<CancelRequested> handled = new CopyOnWriteArrayList<>();
    private final List<String> jobsInTheLog = new CopyOnWriteArrayList<>();
    private volatile Consumer<CancelRequested> work = event -> {};

    ControlConsumer(EventConsumer events) {
        this.events = events;
    }

    @Incoming("training-control")
    @Blocking
    void on(ConsumerRecord<String, String> message) {
        events.handle(message, this::apply);
    }

    private void apply(Event event) {
        CancelRequested cancel = (CancelRequested) event;
        jobsInTheLog.add(String.valueOf(MDC.get("jobId")));
        work.accept(cancel);
        handled.add(cancel);
    }

    List<CancelRequested> handled() {
        return handled;
    }

    List<String> jobsInTheLog() {
        return jobsInTheLog;
    }

    void work(Consumer<CancelRequested> newWork) {
        this.work = newWork;
    }
}
