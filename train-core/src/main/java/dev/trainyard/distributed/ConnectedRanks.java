package dev.trainyard.distributed;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Collectives;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.KeyValueStore;
import dev.trainyard.tensor.Pending;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ranks in processes of their own, on one machine or several. */
final class ConnectedRanks implements ProcessGroup {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectedRanks.class);
    /** In which a rank surely hears why another failed. */
    private static final int BEATS_TO_HEAR = 4;

    private static final long FIRST_POLL_MILLIS = 2;
    private static final long LONGEST_POLL_MILLIS = 50;

    private final Rendezvous rendezvous;
    private final KeyValueStore store;
    private final PeerWatch watch;
    private final Liveness liveness;
    private final Collectives collectives;
    private final Device device;
    private long gatherings;
    private boolean failed;

    private ConnectedRanks(
            Rendezvous rendezvous,
            KeyValueStore store,
            PeerWatch watch,
            Liveness liveness,
            Collectives collectives,
            Device device) {
        this.rendezvous = rendezvous;
        this.store = store;
        this.watch = watch;
        this.liveness = liveness;
        this.collectives = collectives;
        this.device = device;
    }

    static ConnectedRanks join(Rendezvous place, Device device, Liveness liveness, Consumer<TrainingFailure> onLost) {
        KeyValueStore store = place.hostsStore()
                ? KeyValueStore.hosted(place.host(), place.port(), place.prefix(), liveness.meeting())
                : connection(place, liveness);
        try {
            return join(place, store, device, liveness, onLost);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static ConnectedRanks join(
            Rendezvous place, KeyValueStore store, Device device, Liveness liveness, Consumer<TrainingFailure> onLost) {
        meet(place, store, liveness.meeting());
        PeerWatch watch =
                new PeerWatch(connection(place, liveness), place.rank(), place.worldSize(), liveness, onLost).start();
        try {
            Collectives collectives = Collectives.connect(
                    connection(place, liveness),
                    place.rank(),
                    place.worldSize(),
                    device,
                    place.networkInterface(),
                    liveness.operation());
            LOG.info(
                    "rank {} of {} joined on {}, tensors on {}", place.rank(), place.worldSize(), place.host(), device);
            return new ConnectedRanks(place, store, watch, liveness, collectives, device);
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
    }

    private static KeyValueStore connection(Rendezvous place, Liveness liveness) {
        return KeyValueStore.connected(place.host(), place.port(), place.prefix(), liveness.meeting());
    }

    /** Connecting to a peer that never comes would end this process without a word, so all are counted first. */
    private static void meet(Rendezvous place, KeyValueStore store, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        if (store.add("present/" + place.rank(), 1) > 1) {
            throw new TrainingFailure(
                    FailureCode.INVALID_SPEC,
                    "another process came to " + place.host() + ":" + place.port() + " with RANK " + place.rank()
                            + ": give each process a RANK of its own, and each run a MASTER_PORT of its own");
        }
        long present = store.add("present", 1);
        for (long millis = FIRST_POLL_MILLIS; present < place.worldSize(); millis = pause(millis)) {
            present = store.add("present", 0);
            if (System.nanoTime() > deadline) {
                throw new TrainingFailure(
                        FailureCode.WORKER_LOST,
                        "only " + present + " of " + place.worldSize() + " processes came within " + limit.toSeconds()
                                + " s: see the logs of the others, and whether WORLD_SIZE, MASTER_ADDR and"
                                + " MASTER_PORT are the same everywhere");
            }
        }
    }

    private static long pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for other processes", e);
        }
        return Math.min(LONGEST_POLL_MILLIS, millis * 2);
    }

    @Override
    public int rank() {
        return rendezvous.rank();
    }

    @Override
    public int size() {
        return rendezvous.worldSize();
    }

    @Override
    public Pending sum(Tensor tensor) {
        Pending pending = explained(() -> collectives.sum(tensor));
        return () -> explained(() -> {
            pending.await();
            return pending;
        });
    }

    @Override
    public double[] sum(double... values) {
        try (Scope scope = Scope.open()) {
            Tensor sum = Tensor.of(values, device);
            sum(sum).await();
            return sum.doubles();
        }
    }

    @Override
    public void broadcast(Tensor tensor) {
        explained(() -> {
            collectives.broadcast(tensor);
            return tensor;
        });
    }

    /** A rank that failed told why before its connections broke. */
    private <T> T explained(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (TrainingFailure failure) {
            throw told().orElse(failure);
        }
    }

    private Optional<TrainingFailure> told() {
        try {
            return Reason.find(store);
        } catch (TrainingFailure gone) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> gather(String purpose, String text) {
        long round = gatherings++;
        store.put(key(round, rank()), purpose + "\n" + text);
        List<String> texts = new ArrayList<>();
        for (int peer = 0; peer < size(); peer++) {
            texts.add(said(purpose, key(round, peer)));
        }
        // Whoever spoke in this round has read the one before.
        store.remove(key(round - 1, rank()));
        return List.copyOf(texts);
    }

    private static String key(long round, int rank) {
        return "gathering/" + round + "/" + rank;
    }

    private String said(String purpose, String key) {
        Optional<String> said = store.find(key);
        for (long millis = FIRST_POLL_MILLIS; said.isEmpty(); millis = pause(millis)) {
            watch.throwIfLost();
            said = store.find(key);
        }
        String[] parts = said.get().split("\n", 2);
        if (!parts[0].equals(purpose)) {
            throw new IllegalStateException(
                    "the ranks do different things: this one \"" + purpose + "\", another \"" + parts[0] + "\"");
        }
        return parts[1];
    }

    @Override
    public void fail(TrainingFailure reason) {
        failed = true;
        watch.close();
        try {
            if (Reason.find(store).isPresent()) {
                // The first reason is the one that counts.
                return;
            }
            Reason.put(store, new TrainingFailure(reason.code(), "rank " + rank() + " failed: " + reason.getMessage()));
        } catch (TrainingFailure e) {
            LOG.warn("the other ranks could not be told: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        watch.close();
        try {
            leave(failed ? liveness.beat().multipliedBy(BEATS_TO_HEAR) : liveness.silence());
        } catch (TrainingFailure e) {
            LOG.warn("rank {} left while others were gone: {}", rank(), e.getMessage());
        }
        collectives.close();
        store.close();
    }

    /** The others need the table until they have left, and rank 0 holds it. */
    private void leave(Duration patience) {
        store.put(PeerWatch.left(rank()), "");
        long deadline = System.nanoTime() + patience.toNanos();
        for (int peer = 1; rendezvous.hostsStore() && peer < size(); peer++) {
            long millis = FIRST_POLL_MILLIS;
            while (store.find(PeerWatch.left(peer)).isEmpty() && System.nanoTime() < deadline) {
                millis = pause(millis);
            }
        }
    }
}
