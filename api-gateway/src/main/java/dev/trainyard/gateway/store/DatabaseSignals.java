package dev.trainyard.gateway.store;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.gateway.domain.JobSignals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the notifications of {@link EventTable} on a thread and a database connection of its own, so that an event taken
 * in by one replica reaches the followers of all.
 */
@Singleton
final class DatabaseSignals implements JobSignals {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSignals.class);
    private static final int WAIT_MILLIS = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DataSource database;
    private final Set<Consumer<JobId>> listeners = ConcurrentHashMap.newKeySet();
    private final Thread thread =
            Thread.ofPlatform().name("job-signals").daemon().unstarted(this::run);
    private volatile boolean stopping;

    DatabaseSignals(DataSource database) {
        this.database = database;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
    }

    @Override
    public Subscription subscribe(Consumer<JobId> listener) {
        // Wrapped, so that the same listener may subscribe twice.
        Consumer<JobId> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    private void run() {
        while (!stopping) {
            try (Connection connection = database.getConnection();
                    Statement listen = connection.createStatement()) {
                listen.execute("listen " + EventTable.CHANNEL);
                hear(connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                LOG.warn("job events are not heard at once until the database is back: {}", e.getMessage());
                rest();
            }
        }
    }

    private void hear(PGConnection connection) throws SQLException {
        while (!stopping) {
            for (PGNotification heard : connection.getNotifications(WAIT_MILLIS)) {
                JobId id = new JobId(heard.getParameter());
                listeners.forEach(listener -> listener.accept(id));
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
