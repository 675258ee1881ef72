package dev.trainyard.registry;

import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.ModelEvent;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.EventRecord;
import dev.trainyard.contracts.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The worker's and the reader's end of Kafka. */
final class ModelEvents implements AutoCloseable {
    private final EventCodec codec = new EventCodec("trainer-worker");
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final List<ModelEvent> seen = new ArrayList<>();

    ModelEvents(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "auto.offset.reset",
                        "earliest",
                        "group.id",
                        "registry-test"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of(Topics.MODEL_EVENTS));
    }

    void send(Event event) throws ExecutionException, InterruptedException {
        EventRecord message = codec.encode(event);
        ProducerRecord<String, String> record = new ProducerRecord<>(message.topic(), message.key(), message.body());
        message.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get();
    }

    /** All events of a job that have arrived by now. */
    List<ModelEvent> of(JobId job) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
            Map<String, String> headers = new HashMap<>();
            record.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
            codec.decode(headers, record.value()).ifPresent(event -> seen.add((ModelEvent) event));
        }
        return seen.stream()
                .filter(event -> jobOf(event).equals(Optional.of(job)))
                .toList();
    }

    /** All models that were trained elsewhere and registered by now. */
    List<ModelEvent.VersionImported> imported(String name) {
        of(JobId.next());
        return seen.stream()
                .filter(ModelEvent.VersionImported.class::isInstance)
                .map(ModelEvent.VersionImported.class::cast)
                .filter(event -> event.version().name().equals(name))
                .toList();
    }

    private static Optional<JobId> jobOf(ModelEvent event) {
        return switch (event) {
            case ModelEvent.VersionRegistered e -> Optional.of(e.jobId());
            case ModelEvent.VersionImported e -> Optional.empty();
            case ModelEvent.RegistrationFailed e -> Optional.of(e.jobId());
        };
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
