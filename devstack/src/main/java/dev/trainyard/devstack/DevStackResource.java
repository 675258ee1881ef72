package dev.trainyard.devstack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/**
 * Kafka and PostgreSQL for {@code @QuarkusTest}, started once for all test classes of a module: in containers where a
 * Docker engine answers, otherwise embedded. This is the one place that decides.
 *
 * <p>Use as {@code @WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)}.
 */
public final class DevStackResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable AutoCloseable stack;
    private @Nullable Path folder;

    @Override
    public Map<String, String> start() {
        try {
            Path root = Folders.temporary("trainyard-test-");
            folder = root;
            Map<String, String> settings = new HashMap<>(servers(root));
            settings.put("TRAINYARD_HTTP_HOST", "127.0.0.1");
            settings.put("quarkus.http.test-port", "0");
            settings.put("TRAINYARD_ARTIFACTS", folder(root, "artifacts"));
            settings.put("TRAINYARD_DATA_ROOTS", folder(root, "datasets"));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for the test stack", e);
        }
    }

    private Map<String, String> servers(Path root) {
        return DockerClientFactory.instance().isDockerAvailable() ? containers() : embedded(root);
    }

    private Map<String, String> embedded(Path root) {
        DevStack embedded = DevStack.start(root, 0, 0, PostgresServer.Durability.TEMPORARY);
        stack = embedded;
        return settings(embedded.kafka().bootstrapServers(), embedded.postgres().address());
    }

    private Map<String, String> containers() {
        ContainerStack containers = ContainerStack.start();
        stack = containers;
        return settings(containers.bootstrapServers(), containers.postgresAddress());
    }

    private static Map<String, String> settings(String bootstrapServers, String postgresAddress) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers,
                "kafka.bootstrap.servers", bootstrapServers,
                "TRAINYARD_POSTGRES", postgresAddress,
                "TRAINYARD_DB_USER", PostgresServer.NAME,
                "TRAINYARD_DB_PASSWORD", PostgresServer.NAME);
    }

    private static String folder(Path root, String name) throws IOException {
        return Files.createDirectories(root.resolve(name)).toString();
    }

    @Override
    public void stop() {
        try {
            if (stack != null) {
                stack.close();
            }
            if (folder != null) {
                Folders.delete(folder);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the test stack cannot be stopped", e);
        }
    }
}
