package dev.trainyard.trainer.app;

import dev.trainyard.contracts.event.Stage;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.hub.FetchCancelledException;
import dev.trainyard.hub.FetchProgress;
import dev.trainyard.hub.ModelHubs;
import dev.trainyard.hub.ModelKind;
import dev.trainyard.hub.Snapshot;
import dev.trainyard.trainer.domain.TrainerLine.StageBegan;
import dev.trainyard.trainer.translate.HubPaths;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fetches what an attempt needs from a hub, and tells how far that is: it is the first thing of its first stage. Ends
 * when the attempt shall end. One thread.
 */
final class HubFetch implements HubPaths.Fetch {
    private static final long POLL_MILLIS = 100;

    private final ModelHubs hubs;
    private final AttemptEvents events;
    private final StopSignal stop;
    private final long intervalNanos;

    HubFetch(ModelHubs hubs, AttemptEvents events, StopSignal stop, Duration interval) {
        this.hubs = hubs;
        this.events = events;
        this.stop = stop;
        this.intervalNanos = interval.toNanos();
    }

    /** Errors: as {@link ModelHubs#fetch}; whatever telling it fails with, after which nothing is fetched any more. */
    @Override
    public Snapshot fetch(HubReference reference, ModelKind kind) {
        AtomicReference<FetchProgress> newest = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        Executor thread = task ->
                Thread.ofPlatform().daemon().name("hub-" + reference.name()).start(task);
        CompletableFuture<Snapshot> fetch = CompletableFuture.supplyAsync(
                () -> hubs.fetch(
                        reference,
                        kind,
                        newest::set,
                        () -> over.get() || stop.asked().isPresent()),
                thread);
        try {
            tell("Fetching " + reference);
            return follow(fetch, newest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchCancelledException();
        } finally {
            over.set(true);
        }
    }

    private Snapshot follow(CompletableFuture<Snapshot> fetch, AtomicReference<FetchProgress> newest)
            throws InterruptedException {
        long toldAt = System.nanoTime();
        while (true) {
            try {
                return fetch.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                boolean due = System.nanoTime() - toldAt >= intervalNanos;
                FetchProgress progress = due ? newest.getAndSet(null) : null;
                if (progress != null) {
                    toldAt = System.nanoTime();
                    tell("Fetching " + progress.text());
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            }
        }
    }

    private void tell(String message) {
        events.tell(new StageBegan(Stage.PREPARE, message));
    }
}
