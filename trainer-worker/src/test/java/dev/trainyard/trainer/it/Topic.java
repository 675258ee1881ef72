package dev.trainyard.trainer.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.TrainingEvent;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.id.EventId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.contracts.wire.EventRecord;
import dev.trainyard.contracts.wire.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** The platform around the worker: it submits and cancels jobs, and hears what becomes of them. */
final class Topic implements AutoCloseable {
    private final EventCodec codec = new EventCodec("test");
    private final KafkaProducer<String, String> producer;
    private final List<TrainingEvent> heard = new CopyOnWriteArrayList<>();
    private final Set<EventId> ids = ConcurrentHashMap.newKeySet();
    private final String bootstrapServers;
    private final Thread listener;
    private volatile boolean closed;

    Topic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer());
        this.listener = Thread.ofPlatform().daemon().name("test-listener").start(this::listen);
    }

    private void listen() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "test-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(Topics.TRAINING_EVENTS));
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(taken -> hear(decode(taken)));
            }
        }
    }

    /** An event may come twice where its sender was not told that it arrived; as every consumer, hears each id once. */
    private void hear(TrainingEvent event) {
        if (ids.add(event.head().id())) {
            heard.add(event);
        }
    }

    private TrainingEvent decode(ConsumerRecord<String, String> taken) {
        Map<String, String> headers = new HashMap<>();
        taken.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return (TrainingEvent) codec.decode(headers, taken.value()).orElseThrow();
    }

    JobId submit(JobSpec spec) {
        JobId id = JobId.next();
        submit(id, 1, spec);
        return id;
    }

    void submit(JobId id, int submission, JobSpec spec) {
        send(new TrainingRequested(EventHead.now(), id, submission, spec));
    }

    void cancel(JobId id, int submission) {
        send(new CancelRequested(EventHead.now(), id, submission, "no longer needed"));
    }

    void send(Event event) {
        send(event, EventCodec.topic(event));
    }

    /** Sends an event where it does not belong. */
    void send(Event event, String topic) {
        EventRecord encoded = codec.encode(event);
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, encoded.key(), encoded.body());
        encoded.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        send(message);
    }

    void send(ProducerRecord<String, String> message) {
        try {
            producer.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("not sent", e);
        }
    }

    /** Sends an event as the broker moves it to the dead letters: without its headers. */
    void sendBare(Event event, String topic) {
        EventRecord encoded = codec.encode(event);
        send(new ProducerRecord<>(topic, encoded.key(), encoded.body()));
    }

    /** The body of a record in the dead letters of the queue, once it is there. */
    String deadLetter(JobId id) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.deadLetters(Topics.TRAINING_REQUESTS), 0)));
            for (int i = 0; i < 60; i++) {
                for (ConsumerRecord<String, String> letter : consumer.poll(Duration.ofMillis(500))) {
                    if (id.value().equals(letter.key())) {
                        return letter.value();
                    }
                }
            }
        }
        throw new AssertionError("no dead letter of " + id);
    }

    /** What was heard of a job so far, in order. */
    List<TrainingEvent> events(JobId id) {
        return heard.stream().filter(event -> event.jobId().equals(id)).toList();
    }

    <E extends TrainingEvent> List<E> events(JobId id, Class<E> type) {
        return events(id).stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The first event of a kind, once it is there. */
    <E extends TrainingEvent> E await(JobId id, Class<E> type) {
        return await(id, type, 1);
    }

    /** The last of {@code count} events of a kind, once they are there. */
    <E extends TrainingEvent> E await(JobId id, Class<E> type, int count) {
        Awaitility.await(type.getSimpleName() + " of " + id)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (count == 1) {
                        unexpectedEnd(id, type);
                    }
                })
                .until(() -> events(id, type).size() >= count);
        return events(id, type).get(count - 1);
    }

    /** Waiting on makes no sense once the job ended in another way. */
    private void unexpectedEnd(JobId id, Class<?> awaited) {
        events(id).stream()
                .filter(event -> !awaited.isInstance(event))
                .filter(event -> event instanceof TrainingEvent.JobCancelled
                        || event instanceof TrainingEvent.JobSucceeded
                        || (event instanceof TrainingEvent.AttemptFailed failed && !failed.willRetry()))
                .findFirst()
                .ifPresent(event -> {
                    throw new AssertionError("waited for " + awaited.getSimpleName() + ", but: " + event);
                });
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        listener.join();
        producer.close();
    }
}
