package dev.trainyard.gateway.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.gateway.config.GatewaySettings;
import dev.trainyard.gateway.domain.EventLog;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobRepository;
import dev.trainyard.gateway.domain.JobSignals;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The events of a job so far and as they come.
 *
 * <p>Each follower is a virtual thread that reads the job's events from the table whenever the database says that there
 * are new ones: what one replica takes in reaches the followers of all, and none is missed or sent twice. Thread-safe.
 */
@Singleton
public class JobFeed {
    private final JobRepository repository;
    private final EventLog log;
    private final JobSignals signals;
    private final Duration heartbeat;
    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    JobFeed(
            JobRepository repository,
            EventLog log,
            JobSignals signals,
            GatewaySettings settings,
            MeterRegistry meters) {
        this.repository = repository;
        this.log = log;
        this.signals = signals;
        this.heartbeat = settings.streams().heartbeat();
        this.most = settings.streams().most();
        meters.gauge("trainyard.streams.open", open);
    }

    /**
     * Events after {@code number}; ends once the job is settled.
     *
     * <p>Errors: NOT_FOUND where there is no such job, UNAVAILABLE where too many streams are open.
     */
    public Multi<FeedItem> follow(JobId id, long number) {
        if (repository.findJob(id).isEmpty()) {
            throw new TrainyardException(ErrorCode.NOT_FOUND, "there is no job " + id);
        }
        if (open.get() >= most) {
            throw new TrainyardException(
                    ErrorCode.UNAVAILABLE, most + " event streams are open, the most this server serves: try later");
        }
        return Multi.createFrom().emitter(emitter -> {
            open.incrementAndGet();
            Follower follower = new Follower(id, number, heartbeat, emitter);
            JobSignals.Subscription subscription = signals.subscribe(follower::changed);
            emitter.onTermination(() -> {
                follower.wake();
                subscription.close();
                open.decrementAndGet();
            });
            Thread.ofVirtual().name("follow-" + id).start(() -> follower.run(this));
        });
    }

    boolean settled(JobId id) {
        return repository.findJob(id).map(Job::settled).orElse(true);
    }

    EventLog log() {
        return log;
    }
}
