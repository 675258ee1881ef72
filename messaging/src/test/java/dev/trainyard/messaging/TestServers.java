package dev.trainyard.messaging;

import dev.trainyard.devstack.DevStack;
import dev.trainyard.devstack.Folders;
import dev.trainyard.devstack.KafkaProcess;
import dev.trainyard.devstack.PostgresServer.Durability;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The embedded stack, whatever Docker says: a test stops the broker and starts it again on its data. */
public final class TestServers implements QuarkusTestResourceLifecycleManager {
    private static volatile @Nullable KafkaProcess restarted;

    private @Nullable DevStack stack;
    private @Nullable Path root;

    /** Leaves a broker that a test started to the end of the tests. */
    static void keep(KafkaProcess broker) {
        restarted = broker;
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Folders.temporary("trainyard-messaging-");
            root = folder;
            DevStack started = DevStack.start(folder, 0, 0, Durability.TEMPORARY);
            stack = started;
            return Map.of(
                    "kafka.bootstrap.servers", started.kafka().bootstrapServers(),
                    "TRAINYARD_POSTGRES", started.postgres().address(),
                    "test.kafka.pid", Long.toString(started.kafka().pid()),
                    "test.kafka.port", Integer.toString(started.kafka().port()),
                    "test.kafka.folder", folder.resolve("kafka").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (restarted != null) {
            restarted.close();
        }
        if (stack != null) {
            stack.close();
        }
        if (root != null) {
            try {
                Folders.delete(root);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
