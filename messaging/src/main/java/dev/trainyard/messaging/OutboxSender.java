package dev.trainyard.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outbox rows to Kafka with a plain idempotent producer. Used by one thread.
 *
 * <p>Not an emitter of Quarkus Messaging: awaited inside a transaction, its callbacks take the transaction along and
 * roll it back.
 */
final class OutboxSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final Map<String, Object> settings;
    private final MeterRegistry meters;
    private @Nullable KafkaProducer<String, String> producer;

    OutboxSender(String bootstrapServers, MeterRegistry meters) {
        this.settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.CLIENT_ID_CONFIG,
                "outbox-relay",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                5_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                30_000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                1_000);
        this.meters = meters;
    }

    /**
     * Sends all rows and waits until the brokers have them.
     *
     * @return the rows that can never be sent, with the reason
     * @throws KafkaException where they could not be sent now
     */
    Map<Long, String> send(List<OutboxRow> rows) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (OutboxRow row : rows) {
            sent.add(open().send(message(row)));
        }
        Map<Long, String> refused = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            await(rows.get(i), sent.get(i), refused);
        }
        return refused;
    }

    private void await(OutboxRow row, Future<RecordMetadata> sent, Map<Long, String> refused)
            throws InterruptedException {
        String type = row.headers().getOrDefault("ce_type", "unknown");
        try {
            sent.get();
            meters.counter("trainyard.events.sent", "type", type).increment();
        } catch (ExecutionException e) {
            if (!isHopeless(e.getCause())) {
                throw new KafkaException("outbox row " + row.id() + " was not acknowledged", e.getCause());
            }
            LOG.error("outbox row {} ({} for {}) can never be sent and stays behind", row.id(), type, row.key(), e);
            refused.put(row.id(), String.valueOf(e.getCause()));
        }
    }

    private static boolean isHopeless(@Nullable Throwable cause) {
        return cause instanceof RecordTooLargeException || cause instanceof InvalidTopicException;
    }

    private static ProducerRecord<String, String> message(OutboxRow row) {
        ProducerRecord<String, String> message = new ProducerRecord<>(row.topic(), row.key(), row.body());
        row.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    private KafkaProducer<String, String> open() {
        KafkaProducer<String, String> current = producer;
        if (current == null) {
            current = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
            producer = current;
        }
        return current;
    }

    /** Drops what is under way: a late success of a later row would overtake the repetition of an earlier one. */
    void reset() {
        close(Duration.ZERO);
    }

    @Override
    public void close() {
        close(GOODBYE);
    }

    private void close(Duration patience) {
        KafkaProducer<String, String> current = producer;
        producer = null;
        if (current != null) {
            current.close(patience);
        }
    }
}
