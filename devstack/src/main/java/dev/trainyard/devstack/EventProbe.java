package dev.trainyard.devstack;

import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.EventRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The other services, as seen by the test of one: sends events to it and waits for those it sends. Not thread-safe. */
public final class EventProbe implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final EventCodec codec = new EventCodec("probe");
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final List<Event> seen = new ArrayList<>();

    /** @param topics to listen to, from their beginning */
    public EventProbe(String bootstrapServers, String... topics) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Sends the event to its topic, and returns once Kafka has it. */
    public void send(Event event) throws InterruptedException {
        EventRecord message = codec.encode(event);
        ProducerRecord<String, String> outgoing = new ProducerRecord<>(message.topic(), message.key(), message.body());
        message.headers()
                .forEach((name, value) -> outgoing.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(outgoing).get();
        } catch (ExecutionException e) {
            throw new DevStackException("event " + EventCodec.type(event) + " was not accepted by Kafka", e);
        }
    }

    /** The first event of this type, sent before or after this call, that the condition holds for. */
    public <E extends Event> E await(Class<E> type, Predicate<E> condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        int next = 0;
        do {
            for (; next < seen.size(); next++) {
                Event event = seen.get(next);
                if (type.isInstance(event) && condition.test(type.cast(event))) {
                    return type.cast(event);
                }
            }
            poll();
        } while (next < seen.size() || System.nanoTime() < deadline);
        throw new AssertionError("no " + type.getSimpleName() + " as expected within " + patience + "; seen: " + seen);
    }

    /** All events of this type so far that the condition holds for. */
    public <E extends Event> List<E> all(Class<E> type, Predicate<E> condition) {
        poll();
        return seen.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(condition)
                .toList();
    }

    private void poll() {
        for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
            Map<String, String> headers = new HashMap<>();
            message.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
            codec.decode(headers, message.value()).ifPresent(seen::add);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
