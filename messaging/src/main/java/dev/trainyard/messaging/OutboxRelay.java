package dev.trainyard.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries committed outbox rows to Kafka on a thread of its own, at least once and in order.
 *
 * <p>Woken after each commit, and once a second for rows that another instance left behind. While the broker or the
 * database is away it goes on trying.
 */
@Singleton
final class OutboxRelay {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration FALLBACK = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLEANING_EVERY = Duration.ofHours(1);
    private static final Duration LAST_PASS = Duration.ofSeconds(5);

    private final DataSource database;
    private final Inbox inbox;
    private final String bootstrapServers;
    private final MeterRegistry meters;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread =
            Thread.ofPlatform().name("outbox-relay").daemon().unstarted(this::run);
    private volatile boolean stopping;

    OutboxRelay(
            DataSource database,
            Inbox inbox,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            MeterRegistry meters) {
        this.database = database;
        this.inbox = inbox;
        this.bootstrapServers = bootstrapServers;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        meters.gauge("trainyard.outbox.failed.passes", failures);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        if (!thread.join(LAST_PASS)) {
            thread.interrupt();
            thread.join(LAST_PASS);
        }
    }

    /** There may be new rows. */
    void wake() {
        wake.release();
    }

    private void run() {
        Instant nextCleaning = Instant.now();
        try (OutboxSender sender = new OutboxSender(bootstrapServers, meters)) {
            while (!stopping) {
                relay(sender);
                if (Instant.now().isAfter(nextCleaning)) {
                    nextCleaning = Instant.now().plus(CLEANING_EVERY);
                    clean();
                }
                rest();
            }
            relay(sender);
        } catch (InterruptedException e) {
            LOG.warn("the outbox relay was stopped in the middle of a pass; the rest is sent after the next start");
        }
    }

    /** Until nothing is left; a failure ends the pass and its rows stay. */
    private void relay(OutboxSender sender) throws InterruptedException {
        try {
            while (relayBatch(sender)) {
                LOG.debug("a batch of the outbox is sent");
            }
            if (failures.getAndSet(0) > 0) {
                LOG.info("the outbox is relayed again");
            }
        } catch (SQLException | RuntimeException e) {
            sender.reset();
            if (failures.getAndIncrement() == 0) {
                LOG.warn("the outbox cannot be relayed, trying again until it can: {}", e.toString());
            }
        }
    }

    private boolean relayBatch(OutboxSender sender) throws SQLException, InterruptedException {
        try (OutboxBatch batch = OutboxBatch.take(database)) {
            if (batch.rows().isEmpty()) {
                return false;
            }
            batch.complete(sender.send(batch.rows()));
            return true;
        }
    }

    private void clean() {
        try {
            int forgotten = inbox.forgetOld();
            LOG.debug("forgot {} old events", forgotten);
        } catch (SQLException e) {
            LOG.warn("old events cannot be forgotten now: {}", e.toString());
        }
    }

    private void rest() throws InterruptedException {
        long failed = failures.get();
        if (failed > 0) {
            Thread.sleep(Math.min(failed * FALLBACK.toMillis(), LONGEST_PAUSE.toMillis()));
        } else if (wake.tryAcquire(FALLBACK.toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }
}
