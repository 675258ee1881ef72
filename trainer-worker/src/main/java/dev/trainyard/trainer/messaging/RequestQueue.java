package dev.trainyard.trainer.messaging;

import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.trainer.app.JobRunner;
import dev.trainyard.trainer.app.Offers;
import dev.trainyard.trainer.app.RunningJobs;
import dev.trainyard.trainer.config.WorkerConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The worker's places at the queue of training requests: one for each job at a time, with a consumer and a thread of
 * its own. A place that finds its job running elsewhere only watches it from then on; another one replaces it.
 */
@ApplicationScoped
public class RequestQueue {
    private static final int BEFORE_OTHERS = 1;
    private static final Duration LAST_WORDS = Duration.ofSeconds(15);

    private final JobRunner runner;
    private final Offers offers;
    private final RunningJobs running;
    private final EventCodec codec;
    private final WorkerConfig.Worker config;
    private final String bootstrapServers;
    private final Set<QueuePlace> places = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();

    RequestQueue(
            JobRunner runner,
            Offers offers,
            RunningJobs running,
            EventCodec codec,
            WorkerConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.runner = runner;
        this.offers = offers;
        this.running = running;
        this.codec = codec;
        this.config = config.worker();
        this.bootstrapServers = bootstrapServers;
    }

    void onStart(@Observes StartupEvent event) {
        for (int i = 0; i < config.parallelJobs(); i++) {
            openPlace();
        }
    }

    private void openPlace() {
        if (running.shuttingDown()) {
            return;
        }
        QueuePlace place = new QueuePlace(
                "queue-" + opened.getAndIncrement(),
                bootstrapServers,
                codec,
                runner,
                offers,
                config.passPause(),
                this::openPlace,
                places::remove);
        places.add(place);
        place.start();
    }

    /**
     * Stops the running jobs with a checkpoint, gives them back to the queue and takes no more. Before the parts of
     * the service that are needed for it are shut down.
     */
    void onShutdown(@Observes @Priority(BEFORE_OTHERS) ShutdownEvent event) {
        running.shutDown();
        Duration patience = config.stopGrace().plus(LAST_WORDS);
        List<QueuePlace> open = List.copyOf(places);
        open.forEach(QueuePlace::leave);
        open.forEach(place -> place.join(patience));
    }
}
