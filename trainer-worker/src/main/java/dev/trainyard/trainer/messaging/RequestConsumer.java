package dev.trainyard.trainer.messaging;

import dev.trainyard.contracts.wire.Topics;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the share group, with at most one request at hand. One thread.
 *
 * <p>A request is renewed by {@code commitSync}, not by {@code poll}: a poll would acquire further requests into the
 * client's buffer, where nobody renews them and they go from worker to worker until they are given up.
 */
final class RequestConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestConsumer.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final int USUAL_LOCK_MILLIS = 30_000;

    private final KafkaShareConsumer<String, String> consumer;
    private boolean closed;

    RequestConsumer(String bootstrapServers, String name) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "client.id",
                name,
                "group.id",
                Topics.TRAINERS,
                "share.acknowledgement.mode",
                "explicit",
                "share.acquire.mode",
                "record_limit",
                "max.poll.records",
                1,
                "reconnect.backoff.max.ms",
                1_000);
        this.consumer = new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        this.consumer.subscribe(List.of(Topics.TRAINING_REQUESTS));
    }

    /** The next request, if one comes within {@code patience}. */
    Optional<ConsumerRecord<String, String>> next(Duration patience) {
        Iterator<ConsumerRecord<String, String>> taken = consumer.poll(patience).iterator();
        return taken.hasNext() ? Optional.of(taken.next()) : Optional.empty();
    }

    /** How often a request has to be renewed. */
    long renewEveryMillis() {
        return closed ? USUAL_LOCK_MILLIS : consumer.acquisitionLockTimeoutMs().orElse(USUAL_LOCK_MILLIS) / 3;
    }

    /** Keeps the request; false where the queue took it back or does not answer. */
    boolean renew(ConsumerRecord<String, String> taken) {
        if (!acknowledge(taken, AcknowledgeType.RENEW)) {
            return false;
        }
        try {
            // Hands the renewed request back, and asks the broker for nothing.
            return consumer.poll(Duration.ZERO).count() == 1;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("a renewed request did not come back: {}", e.toString());
            return false;
        }
    }

    /** Tells the queue; whether it heard and agreed. */
    boolean acknowledge(ConsumerRecord<String, String> taken, AcknowledgeType answer) {
        try {
            consumer.acknowledge(taken, answer);
            Optional<KafkaException> refusal = consumer.commitSync(ANSWER).values().stream()
                    .flatMap(Optional::stream)
                    .findFirst();
            refusal.ifPresent(reason -> LOG.warn("the queue did not take {}: {}", answer, reason.toString()));
            return refusal.isEmpty();
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("the queue did not take {}: {}", answer, e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                consumer.close(GOODBYE);
            } catch (KafkaException e) {
                LOG.debug("the consumer did not close cleanly", e);
            }
        }
    }
}
