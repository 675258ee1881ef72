package dev.trainyard.distributed;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.KeyValueStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other ranks that this one lives, and finds out when one of them does not: a process that ended without a
 * word, a machine that is gone, a rank that said why it failed. Rank 0 watches all, the others watch rank 0, who passes
 * on what it found.
 *
 * <p>Two threads, because a connection to a machine that is gone may block for very long: one talks, the other looks at
 * how long ago the first heard something. Thread-safe.
 */
final class PeerWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerWatch.class);

    private final KeyValueStore store;
    private final int rank;
    private final int size;
    private final Liveness liveness;
    private final Consumer<TrainingFailure> onLost;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicReference<@Nullable TrainingFailure> lost = new AtomicReference<>();
    private final long[] beats;
    private final long[] heardAt;
    private volatile long talkedAt = System.nanoTime();

    /** @param store a connection of its own, closed by the thread that uses it */
    PeerWatch(KeyValueStore store, int rank, int size, Liveness liveness, Consumer<TrainingFailure> onLost) {
        this.store = store;
        this.rank = rank;
        this.size = size;
        this.liveness = liveness;
        this.onLost = onLost;
        this.beats = new long[size];
        this.heardAt = new long[size];
    }

    PeerWatch start() {
        Arrays.fill(heardAt, System.nanoTime());
        Thread.ofPlatform().daemon().name("peer-watch").start(() -> guarded(this::talk));
        Thread.ofPlatform().daemon().name("peer-silence").start(() -> guarded(this::listen));
        return this;
    }

    /** A loop that ends by a failure, or because this rank leaves. */
    private interface Loop {
        void run() throws InterruptedException;
    }

    private void guarded(Loop loop) {
        try {
            loop.run();
        } catch (TrainingFailure failure) {
            if (closing.getCount() > 0 && lost.compareAndSet(null, failure)) {
                onLost.accept(failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Rank 0 may be waiting for it, with the table in its hands. */
    private void leave() {
        try {
            store.put(left(rank), "");
        } catch (RuntimeException gone) {
            LOG.debug("rank 0 is gone already", gone);
        }
    }

    /** Throws what was found, if anything was. */
    void throwIfLost() {
        TrainingFailure failure = lost.get();
        if (failure != null) {
            throw failure;
        }
    }

    private void talk() throws InterruptedException {
        try {
            exchange();
        } catch (TrainingFailure failure) {
            leave();
            throw failure;
        } finally {
            store.close();
        }
    }

    private void exchange() throws InterruptedException {
        while (!closing.await(liveness.beat().toMillis(), TimeUnit.MILLISECONDS)) {
            store.add(alive(rank), 1);
            Reason.find(store).ifPresent(reason -> {
                throw reason;
            });
            for (int peer = 0; peer < size; peer++) {
                if (peer != rank && (rank == 0 || peer == 0)) {
                    look(peer);
                }
            }
            talkedAt = System.nanoTime();
        }
    }

    private void look(int peer) {
        long now = System.nanoTime();
        long beat = store.add(alive(peer), 0);
        if (beat != beats[peer] || hasLeft(peer)) {
            beats[peer] = beat;
            heardAt[peer] = now;
        } else if (isSilent(heardAt[peer], now)) {
            String reason = "rank " + peer + " gave no sign of life for "
                    + liveness.silence().toSeconds() + " s";
            TrainingFailure failure = lost(reason);
            Reason.put(store, failure);
            throw failure;
        }
    }

    private void listen() throws InterruptedException {
        while (!closing.await(liveness.beat().toMillis(), TimeUnit.MILLISECONDS)) {
            if (isSilent(talkedAt, System.nanoTime())) {
                throw lost("the machine of rank 0 did not answer for "
                        + liveness.silence().toSeconds() + " s");
            }
        }
    }

    private boolean isSilent(long since, long now) {
        return Duration.ofNanos(now - since).compareTo(liveness.silence()) > 0;
    }

    private static TrainingFailure lost(String reason) {
        return new TrainingFailure(
                FailureCode.WORKER_LOST, "another process of the run ended: " + reason + "; its own log tells why");
    }

    private static String alive(int rank) {
        return "alive/" + rank;
    }

    private boolean hasLeft(int peer) {
        return store.find(left(peer)).isPresent();
    }

    static String left(int rank) {
        return "left/" + rank;
    }

    /** Stops watching. */
    @Override
    public void close() {
        closing.countDown();
    }
}
