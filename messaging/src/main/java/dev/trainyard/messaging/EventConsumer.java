package dev.trainyard.messaging;

import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.MalformedEventException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Handles each event once, in one transaction with everything its handler writes. Thread-safe.
 *
 * <p>Called from a blocking channel method with the failure strategy {@code dead-letter-queue}: what is thrown here has
 * failed for good.
 */
@Singleton
public final class EventConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);

    private final EventCodec codec;
    private final Inbox inbox;
    private final MeterRegistry meters;

    EventConsumer(EventCodec codec, Inbox inbox, MeterRegistry meters) {
        this.codec = codec;
        this.inbox = inbox;
        this.meters = meters;
    }

    /**
     * Decodes the record and hands its event to {@code handler}, unless it is of an unknown type or was handled before.
     *
     * <p>Failures that may heal are retried with growing pauses; while the database is away, without end. Errors:
     * {@link MalformedEventException} where the record is no event of ours, else what the handler throws.
     */
    public void handle(ConsumerRecord<String, String> message, Consumer<Event> handler) {
        Optional<Event> event = decode(message);
        if (event.isEmpty()) {
            LOG.info("skipped a record of unknown type at {}", place(message));
            count("unknown", "skipped");
            return;
        }
        String type = EventCodec.type(event.get());
        try (MDC.MDCCloseable job = MDC.putCloseable(
                "jobId", JobOf.event(event.get()).map(JobId::value).orElse(""))) {
            boolean handled = Retries.run(type + " at " + place(message), () -> inTransaction(event.get(), handler));
            count(type, handled ? "handled" : "duplicate");
        } catch (RuntimeException e) {
            LOG.error("{} at {} goes to the dead letters: {}", type, place(message), e.getMessage(), e);
            count(type, "failed");
            throw e;
        }
    }

    /** The same for the events of one kind; others of the topic are noted, and nothing more happens. */
    public <E extends Event> void handle(
            ConsumerRecord<String, String> message, Class<E> kind, Consumer<? super E> handler) {
        handle(message, event -> {
            if (kind.isInstance(event)) {
                handler.accept(kind.cast(event));
            }
        });
    }

    private Optional<Event> decode(ConsumerRecord<String, String> message) {
        try {
            if (message.value() == null) {
                throw new MalformedEventException("record without a body");
            }
            return codec.decode(headers(message), message.value());
        } catch (MalformedEventException e) {
            LOG.error("the record at {} goes to the dead letters: {}", place(message), e.getMessage());
            count("unknown", "malformed");
            throw e;
        }
    }

    private boolean inTransaction(Event event, Consumer<Event> handler) {
        return QuarkusTransaction.requiringNew().call(() -> {
            boolean isNew = inbox.isNew(event.head().id());
            if (isNew) {
                handler.accept(event);
            }
            return isNew;
        });
    }

    private void count(String type, String outcome) {
        meters.counter("trainyard.events.consumed", "type", type, "outcome", outcome)
                .increment();
    }

    private static Map<String, String> headers(ConsumerRecord<String, String> message) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : message.headers()) {
            byte[] value = header.value();
            if (value != null) {
                headers.put(header.key(), new String(value, StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    private static String place(ConsumerRecord<String, String> message) {
        return message.topic() + "-" + message.partition() + "@" + message.offset();
    }
}
