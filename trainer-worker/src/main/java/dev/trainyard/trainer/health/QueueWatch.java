package dev.trainyard.trainer.health;

import dev.trainyard.contracts.wire.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks regularly how many requests are not done, which also shows whether the broker answers. */
@ApplicationScoped
class QueueWatch {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration STALE = INTERVAL.multipliedBy(4);
    private static final int ANSWER_MILLIS = 5_000;

    private final String bootstrapServers;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("queue-watch").unstarted(this::watch);
    private volatile long answeredAt;
    private volatile boolean answered;
    private volatile double lag = Double.NaN;

    QueueWatch(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers, MeterRegistry metrics) {
        this.bootstrapServers = bootstrapServers;
        Gauge.builder("trainyard.queue.lag", this, QueueWatch::lag)
                .description("Training requests that are not done: waiting or running")
                .strongReference(true)
                .register(metrics);
    }

    void onStart(@Observes StartupEvent event) {
        thread.start();
    }

    void onShutdown(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** Not a number while it is not known. */
    double lag() {
        return brokerAnswers() ? lag : Double.NaN;
    }

    boolean brokerAnswers() {
        return answered && System.nanoTime() - answeredAt < STALE.toNanos();
    }

    private void watch() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "client.id", "queue-watch",
                "request.timeout.ms", ANSWER_MILLIS,
                "default.api.timeout.ms", ANSWER_MILLIS,
                "reconnect.backoff.max.ms", 1_000);
        try (Admin admin = Admin.create(settings)) {
            while (true) {
                look(new ShareGroupLag(admin, Topics.TRAINERS, Topics.TRAINING_REQUESTS));
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            LOG.debug("the queue is no longer watched");
        }
    }

    private void look(ShareGroupLag group) throws InterruptedException {
        try {
            lag = group.measure();
            answeredAt = System.nanoTime();
            answered = true;
        } catch (ExecutionException | KafkaException e) {
            LOG.debug("the queue's lag is not known", e);
        }
    }
}
