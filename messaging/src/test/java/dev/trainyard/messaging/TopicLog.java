package dev.trainyard.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.contracts.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What lies on the topics, from their beginning, and a way to put anything there. */
final class TopicLog implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final KafkaProducer<String, String> producer;
    private final List<ConsumerRecord<String, String>> seen = new ArrayList<>();

    TopicLog(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
        consumer.assign(Stream.of(Topics.TRAINING_CONTROL, Topics.deadLetters(Topics.TRAINING_CONTROL))
                .flatMap(topic -> IntStream.range(
                                0, consumer.partitionsFor(topic).size())
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
                .toList());
    }

    /** The records with a key that lie on a topic by now. */
    List<ConsumerRecord<String, String>> of(String topic, String key) {
        int before;
        do {
            before = seen.size();
            consumer.poll(Duration.ofMillis(300)).forEach(seen::add);
        } while (seen.size() > before);
        return seen.stream()
                .filter(message -> message.topic().equals(topic) && key.equals(message.key()))
                .toList();
    }

    void send(String topic, String key, Map<String, String> headers, String body) {
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, key, body);
        headers.forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        try {
            producer.send(message).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
