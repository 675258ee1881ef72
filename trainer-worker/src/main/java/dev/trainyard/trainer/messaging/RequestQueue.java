package dev.trainyard.trainer.messaging;

import dev.trainyard.contracts.wire.EventCodec;
import dev.trainyard.trainer.app.JobRunner;
import dev.trainyard.trainer.app.RunningJobs;
import dev.trainyard.trainer.config.WorkerConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The worker's places at the queue of training requests: one consumer with a thread for each job at a time. */
@ApplicationScoped
public class RequestQueue {
    private static final int BEFORE_OTHERS = 1;
    private static final Duration LAST_WORDS = Duration.ofSeconds(15);

    private final JobRunner runner;
    private final RunningJobs running;
    private final EventCodec codec;
    private final WorkerConfig.Worker config;
    private final String bootstrapServers;
    private List<QueuePlace> places = List.of();

    RequestQueue(
            JobRunner runner,
            RunningJobs running,
            EventCodec codec,
            WorkerConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.runner = runner;
        this.running = running;
        this.codec = codec;
        this.config = config.worker();
        this.bootstrapServers = bootstrapServers;
    }

    void onStart(@Observes StartupEvent event) {
        open();
    }

    /** Before the parts that are needed to give the jobs back. */
    void onShutdown(@Observes @Priority(BEFORE_OTHERS) ShutdownEvent event) {
        close();
    }

    /** Takes jobs from the queue. */
    public synchronized void open() {
        running.open();
        places = IntStream.range(0, config.parallelJobs())
                .mapToObj(i -> new QueuePlace("queue-" + i, bootstrapServers, codec, runner))
                .toList();
        places.forEach(QueuePlace::start);
    }

    /** Stops the running jobs with a checkpoint, gives them back to the queue and takes no more. Blocks until then. */
    public synchronized void close() {
        places.forEach(QueuePlace::leave);
        running.shutDown();
        Duration patience = config.stopGrace().plus(LAST_WORDS);
        places.forEach(place -> place.join(patience));
        places = List.of();
    }
}
