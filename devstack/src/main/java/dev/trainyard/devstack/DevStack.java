package dev.trainyard.devstack;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Kafka with the topics of the contracts, and PostgreSQL: what the services need to run. */
public final class DevStack implements AutoCloseable {
    private final KafkaProcess kafka;
    private final PostgresServer postgres;

    private DevStack(KafkaProcess kafka, PostgresServer postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    /**
     * Starts both at once.
     *
     * @param folder their data goes to {@code kafka} and {@code postgres} below it, and is kept there
     * @param kafkaPort 0 for a free one
     * @param postgresPort 0 for a free one
     */
    public static DevStack start(Path folder, int kafkaPort, int postgresPort, PostgresServer.Durability durability) {
        CompletableFuture<PostgresServer> postgres = CompletableFuture.supplyAsync(
                () -> PostgresServer.start(folder.resolve("postgres"), postgresPort, durability));
        try {
            KafkaProcess kafka = kafkaWithTopics(folder.resolve("kafka"), kafkaPort);
            return new DevStack(kafka, join(postgres, kafka));
        } catch (RuntimeException e) {
            postgres.thenAccept(PostgresServer::close);
            throw e;
        }
    }

    private static KafkaProcess kafkaWithTopics(Path folder, int port) {
        KafkaProcess kafka = KafkaProcess.start(folder, port);
        try {
            TopicSetup.apply(kafka.bootstrapServers());
            return kafka;
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    private static PostgresServer join(CompletableFuture<PostgresServer> postgres, KafkaProcess kafka) {
        try {
            return postgres.join();
        } catch (CompletionException e) {
            kafka.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The broker. */
    public KafkaProcess kafka() {
        return kafka;
    }

    /** The database server. */
    public PostgresServer postgres() {
        return postgres;
    }

    /** Stops both in order; their data stays. */
    @Override
    public void close() {
        kafka.close();
        postgres.close();
    }
}
