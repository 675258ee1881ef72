package dev.trainyard.gateway.app;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.gateway.domain.StoredEvent;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One open stream of a job's events. Runs on a thread of its own; woken from others. */
final class Follower {
    private static final int BATCH = 100;
    private static final Duration DEMAND_CHECK = Duration.ofMillis(200);

    private final JobId id;
    private final Duration heartbeat;
    private final MultiEmitter<? super FeedItem> emitter;
    private final Semaphore news = new Semaphore(0);
    private long last;

    Follower(JobId id, long last, Duration heartbeat, MultiEmitter<? super FeedItem> emitter) {
        this.id = id;
        this.last = last;
        this.heartbeat = heartbeat;
        this.emitter = emitter;
    }

    void changed(JobId job) {
        if (job.equals(id)) {
            wake();
        }
    }

    void wake() {
        news.release();
    }

    void run(JobFeed feed) {
        try {
            while (!emitter.isCancelled()) {
                // Asked before the events are read: a settled job has no later ones.
                boolean settled = feed.settled(id);
                boolean more = send(feed.log().after(id, last, BATCH));
                if (!more && settled) {
                    emitter.complete();
                    return;
                }
                if (!more) {
                    await();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }

    /** Whether there may be more to read at once. */
    private boolean send(List<StoredEvent> events) throws InterruptedException {
        for (StoredEvent event : events) {
            emit(new FeedItem.Happened(event));
            last = event.number();
        }
        return events.size() == BATCH;
    }

    private void await() throws InterruptedException {
        if (news.tryAcquire(heartbeat.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        } else {
            emit(new FeedItem.Quiet());
        }
    }

    /** Waits for a slow reader instead of piling up what it has not read. */
    private void emit(FeedItem item) throws InterruptedException {
        while (emitter.requested() == 0 && !emitter.isCancelled()) {
            Thread.sleep(DEMAND_CHECK);
        }
        emitter.emit(item);
    }
}
