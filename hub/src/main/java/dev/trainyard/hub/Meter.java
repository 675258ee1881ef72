package dev.trainyard.hub;

import java.time.Duration;
import java.util.Optional;

/** Adds up what the files of a fetch have got, and tells it. Thread-safe. */
final class Meter {
    private static final long TOLD_EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private final String model;
    private final FetchListener listener;
    private int files;
    private int filesDone;
    private long bytes;
    private long total;
    private long received;
    private long startedAt;
    private long toldAt;
    private boolean untold;

    Meter(String model, FetchListener listener) {
        this.model = model;
        this.listener = listener;
    }

    /** There is more to fetch. */
    synchronized void expect(int moreFiles, long moreBytes) {
        files += moreFiles;
        total += moreBytes;
        untold = true;
    }

    /** Bytes of an earlier fetch that count; less than 0 where they turn out to be of no use. */
    synchronized void found(long count) {
        bytes += count;
        untold = true;
    }

    /** Bytes came over the network. */
    synchronized void received(long count) {
        long now = System.nanoTime();
        if (received == 0) {
            startedAt = now;
        }
        bytes += count;
        received += count;
        untold = true;
        tick();
    }

    /** Tells what was not told yet, where it is time. Called every now and then, whatever happens. */
    synchronized void tick() {
        long now = System.nanoTime();
        if (untold && now - toldAt >= TOLD_EVERY_NANOS) {
            tell(now);
        }
    }

    synchronized void fileDone() {
        filesDone++;
        tell(System.nanoTime());
    }

    private void tell(long now) {
        toldAt = now;
        untold = false;
        double seconds = (now - startedAt) / 1e9;
        double speed = received == 0 || seconds <= 0 ? 0 : received / seconds;
        long left = total - bytes;
        Optional<Duration> remaining = speed > 0 && left > 0
                ? Optional.of(Duration.ofMillis(Math.round(1000 * left / speed)))
                : Optional.empty();
        listener.on(new FetchProgress(model, files, filesDone, bytes, total, speed, remaining));
    }
}
