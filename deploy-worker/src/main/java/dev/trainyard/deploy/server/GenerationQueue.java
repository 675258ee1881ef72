package dev.trainyard.deploy.server;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One generation at a time, in the order of arrival, on a thread of its own: the model's caches are not shared, and
 * two generations at once would each take twice as long.
 */
final class GenerationQueue implements AutoCloseable {
    private final ThreadPoolExecutor worker;
    private final int capacity;
    private volatile boolean hurried;

    /** @param capacity requests that may wait besides the one that runs */
    GenerationQueue(int capacity) {
        this.capacity = capacity;
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(capacity, true),
                work -> Thread.ofPlatform().daemon().name("generation").unstarted(work));
    }

    /** Queues the work; refused when the queue is full or the server is shutting down. */
    void submit(Runnable work) {
        try {
            worker.execute(work);
        } catch (RejectedExecutionException e) {
            if (worker.isShutdown()) {
                throw ApiException.stopping();
            }
            throw ApiException.busy(
                    "the server is busy: " + capacity + " requests wait already; send the request again in a moment");
        }
    }

    /** Takes out work that has not begun. */
    void forget(Runnable work) {
        worker.remove(work);
    }

    /** Requests that wait. */
    int waiting() {
        return worker.getQueue().size();
    }

    /** Asks running work to end early; its client gets what there is. */
    void hurry() {
        hurried = true;
    }

    /** Whether work should end early. */
    boolean hurried() {
        return hurried;
    }

    /** Accepts nothing more and waits for what was accepted; returns whether all of it was done in time. */
    boolean drain(Duration patience) throws InterruptedException {
        worker.shutdown();
        return worker.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
