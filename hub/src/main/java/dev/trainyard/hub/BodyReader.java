package dev.trainyard.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an answer as they come: one thread reads, is stopped by a cancellation, and does not wait for a silent
 * server for ever, which an input stream of the HTTP client does.
 */
final class BodyReader implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private final LinkedBlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final Duration silence;
    private final Cancellation cancellation;
    private volatile Flow.@Nullable Subscription subscription;

    private sealed interface Part {
        record Bytes(List<ByteBuffer> buffers) implements Part {}

        record Broken(Throwable cause) implements Part {}

        record End() implements Part {}
    }

    /** Takes bytes where they belong. */
    interface Sink {
        void write(ByteBuffer bytes) throws IOException, TransferException;
    }

    BodyReader(Duration silence, Cancellation cancellation) {
        this.silence = silence;
        this.cancellation = cancellation;
    }

    /** Reads to the end of the body. */
    void readAll(Sink sink) throws TransferException, IOException {
        while (true) {
            switch (next()) {
                case Part.Bytes bytes -> {
                    for (ByteBuffer buffer : bytes.buffers()) {
                        sink.write(buffer);
                    }
                    Objects.requireNonNull(subscription).request(1);
                }
                case Part.Broken broken -> throw new TransferException("the connection broke off", broken.cause());
                case Part.End end -> {
                    return;
                }
            }
        }
    }

    private Part next() throws TransferException {
        long deadline = System.nanoTime() + silence.toNanos();
        while (System.nanoTime() < deadline) {
            cancellation.check();
            try {
                Part part = parts.poll(Cancellation.NOTICED.toMillis(), TimeUnit.MILLISECONDS);
                if (part != null) {
                    return part;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new TransferException(
                "no byte came for " + silence.toSeconds() + " s", new IOException("silence inside an answer"));
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        parts.add(new Part.Bytes(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        parts.add(new Part.Broken(cause));
    }

    @Override
    public void onComplete() {
        parts.add(new Part.End());
    }

    /** Gives up what was not read; the connection is closed then. */
    @Override
    public void close() {
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }
}
