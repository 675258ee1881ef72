package dev.trainyard.tensor;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.ByteVector;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/**
 * A table of texts and counters that one process holds and all processes of a run share, by which they find each other.
 * It is PyTorch's {@code TCPStore}, on the wire too.
 *
 * <p>Memory: lives until closed, outside every scope. Thread-safe, one operation at a time.
 *
 * <p>Errors: {@link FailureCode#WORKER_LOST} where the holder cannot be reached or is gone.
 */
public final class KeyValueStore implements AutoCloseable {
    private final TCPStore store;
    private final String prefix;
    private final String address;

    private KeyValueStore(TCPStore store, String prefix, String address) {
        this.store = store;
        this.prefix = prefix;
        this.address = address;
    }

    /**
     * Holds the table in this process.
     *
     * @param host address of this machine under which the others reach it
     * @param prefix put before each key, so that runs that share a table do not meet
     */
    public static KeyValueStore hosted(String host, int port, String prefix, Duration timeout) {
        return open(host, port, prefix, timeout, true);
    }

    /** Uses the table that another process holds, waiting for it up to {@code timeout}. */
    public static KeyValueStore connected(String host, int port, String prefix, Duration timeout) {
        return open(host, port, prefix, timeout, false);
    }

    private static KeyValueStore open(String host, int port, String prefix, Duration timeout, boolean held) {
        NativeLibraries.load();
        String address = host + ":" + port;
        try (var options = new TCPStoreOptions();
                var limit = new Milliseconds(timeout.toMillis())) {
            // A port is an unsigned number of 16 bits; the backend without libuv is the one that every build has.
            options.port((short) port)
                    .isServer(held)
                    .waitWorkers(false)
                    .useLibUV(false)
                    .timeout(limit);
            var store = new TCPStore(host, options);
            store.retainReference();
            return new KeyValueStore(store, prefix, address);
        } catch (RuntimeException e) {
            String what = held
                    ? "rank 0 cannot listen on " + address + ": set MASTER_PORT to a free port and MASTER_ADDR to an"
                            + " address of its machine"
                    : "rank 0 does not answer on " + address + " within " + timeout.toSeconds()
                            + " s: see whether it runs and whether MASTER_ADDR and MASTER_PORT are the same everywhere";
            throw new TrainingFailure(FailureCode.WORKER_LOST, what + "; " + NativeErrors.firstLine(e), e);
        }
    }

    /** Adds to a counter, which begins at 0, and returns its new value. */
    public long add(String key, long amount) {
        try {
            return store.add(prefix + key, amount);
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    /** Sets a text. */
    public void put(String key, String value) {
        try (var bytes = new ByteVector(value.getBytes(StandardCharsets.UTF_8))) {
            store.set(prefix + key, bytes);
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    /** The text of a key; empty where it was not set. */
    public Optional<String> find(String key) {
        try (var keys = new StringVector(prefix + key)) {
            if (!store.check(keys)) {
                return Optional.empty();
            }
            try (ByteVector value = store.get(prefix + key)) {
                return Optional.of(new String(value.get(), StandardCharsets.UTF_8));
            }
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    /** Forgets a key. */
    public void remove(String key) {
        try {
            store.deleteKey(prefix + key);
        } catch (RuntimeException e) {
            throw lost(e);
        }
    }

    private TrainingFailure lost(RuntimeException e) {
        return new TrainingFailure(
                FailureCode.WORKER_LOST,
                "rank 0 on " + address + " is gone: its own log tells why; " + NativeErrors.firstLine(e),
                e);
    }

    /**
     * Gives this connection to a native object, which frees it: it is neither used nor closed here afterwards. The
     * binding makes a {@code Store} without a reference count, and whoever takes it by {@code intrusive_ptr} counts from
     * one and deletes it, so that each store has either a Java owner or a native one.
     *
     * @param name put before each key
     */
    Store given(String name) {
        var named = new PrefixStore(prefix + name, store);
        store.deallocate(false);
        named.deallocate(false);
        return named;
    }

    @Override
    public void close() {
        store.close();
    }
}
