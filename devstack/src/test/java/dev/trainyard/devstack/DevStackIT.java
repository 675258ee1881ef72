package dev.trainyard.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.contracts.wire.Topics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class DevStackIT {
    @Test
    void keepsRowsAndRecordsOverARestartAndRunsTheQueueOfTheTrainers() throws Exception {
        Path folder = Folders.temporary("trainyard-devstack-");
        int postgresPort;
        try (DevStack stack = DevStack.start(folder, 0, 0, PostgresServer.Durability.KEPT)) {
            postgresPort = stack.postgres().port();
            execute(stack, "create table kept as select 7 as value");
            assertThat(query(stack, "show fsync")).isEqualTo("on");
            assertThat(topics(stack)).containsAll(Topics.all());
            send(stack, "first");
        }
        try (DevStack stack = DevStack.start(folder, 0, postgresPort, PostgresServer.Durability.KEPT)) {
            assertThat(stack.postgres().port()).isEqualTo(postgresPort);
            assertThat(query(stack, "select value from kept")).isEqualTo("7");
            send(stack, "second");
            // The group is new: it must begin with what was sent before it existed.
            assertThat(takeTwoAndRejectThem(stack)).containsExactly("first", "second");
            assertThat(deadLetters(stack)).containsExactly("first", "second");
        } finally {
            Folders.delete(folder);
        }
    }

    private static void execute(DevStack stack, String command) throws SQLException {
        try (Connection connection = connect(stack);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static String query(DevStack stack, String query) throws SQLException {
        try (Connection connection = connect(stack);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection connect(DevStack stack) throws SQLException {
        return DriverManager.getConnection(stack.postgres().jdbcUrl("public"), "trainyard", "trainyard");
    }

    private static List<String> topics(DevStack stack) throws ExecutionException, InterruptedException {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            return List.copyOf(admin.listTopics().names().get());
        }
    }

    private static void send(DevStack stack, String value) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.TRAINING_REQUESTS, "key", value))
                    .get();
        }
    }

    private static List<String> takeTwoAndRejectThem(DevStack stack) {
        List<String> values = new ArrayList<>();
        try (KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.kafka().bootstrapServers(),
                        "group.id",
                        Topics.TRAINERS,
                        "share.acknowledgement.mode",
                        "explicit"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(Topics.TRAINING_REQUESTS));
            long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            while (values.size() < 2 && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(message.value());
                    consumer.acknowledge(message, AcknowledgeType.REJECT);
                }
                consumer.commitSync();
            }
        }
        return values;
    }

    private static List<String> deadLetters(DevStack stack) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.deadLetters(Topics.TRAINING_REQUESTS), 0)));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < 2 && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofSeconds(1)).forEach(message -> values.add(message.value()));
            }
        }
        return values;
    }
}
