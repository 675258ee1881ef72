package dev.trainyard.devstack;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same two servers in containers. */
final class ContainerStack implements AutoCloseable {
    private static final String KAFKA_IMAGE = "apache/kafka:4.4.0";
    private static final String POSTGRES_IMAGE = "postgres:18";

    private final KafkaContainer kafka;
    private final PostgreSQLContainer postgres;

    private ContainerStack(KafkaContainer kafka, PostgreSQLContainer postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    static ContainerStack start() {
        ContainerStack stack = new ContainerStack(
                new KafkaContainer(KAFKA_IMAGE),
                new PostgreSQLContainer(POSTGRES_IMAGE)
                        .withDatabaseName(PostgresServer.NAME)
                        .withUsername(PostgresServer.NAME)
                        .withPassword(PostgresServer.NAME));
        try {
            stack.kafka.start();
            stack.postgres.start();
            TopicSetup.apply(stack.bootstrapServers());
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return kafka.getBootstrapServers().replace("PLAINTEXT://", "");
    }

    String postgresAddress() {
        return postgres.getHost() + ":" + postgres.getFirstMappedPort();
    }

    @Override
    public void close() {
        kafka.stop();
        postgres.stop();
    }
}
