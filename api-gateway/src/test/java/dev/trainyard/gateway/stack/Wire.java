package dev.trainyard.gateway.stack;

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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The other services' end of Kafka. */
public final class Wire implements AutoCloseable {
    private final EventCodec codec = new EventCodec("test");
    private final String servers;
    private final KafkaProducer<String, String> producer;

    public Wire(String servers) {
        this.servers = servers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer());
    }

    /** Sends events in order and waits until the broker has them. */
    public void send(Event... events) throws InterruptedException, ExecutionException {
        for (Event event : events) {
            EventRecord encoded = codec.encode(event);
            ProducerRecord<String, String> message =
                    new ProducerRecord<>(encoded.topic(), encoded.key(), encoded.body());
            encoded.headers()
                    .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(message).get();
        }
    }

    /** Sends something that is no event. */
    public void sendRaw(String topic, String key, String body) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(topic, key, body)).get();
    }

    /** All events of a topic so far. */
    public List<Event> events(String topic) {
        List<Event> events = new ArrayList<>();
        for (ConsumerRecord<String, String> message : messages(topic)) {
            Map<String, String> headers = new HashMap<>();
            message.headers()
                    .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            codec.decode(headers, message.value()).ifPresent(events::add);
        }
        return events;
    }

    public List<ConsumerRecord<String, String>> messages(String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "enable.auto.commit", false);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> all = new ArrayList<>();
            while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            return all;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
