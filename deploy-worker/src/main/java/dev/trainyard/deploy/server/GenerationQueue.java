package dev.trainyard.deploy.server;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Requests in the order of arrival: some are answered at once, each on a thread of its own, some wait. */
final class GenerationQueue implements AutoCloseable {
    private final ThreadPoolExecutor workers;
    private final int capacity;
    private volatile boolean hurried;

    /**
     * @param concurrency requests that are answered at once
     * @param capacity requests that may wait besides those
     */
    GenerationQueue(int concurrency, int capacity) {
        this.capacity = capacity;
        this.workers = new ThreadPoolExecutor(
                concurrency,
                concurrency,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(capacity, true),
                work -> Thread.ofPlatform().daemon().name("request").unstarted(work));
    }

    /** Queues the work; refused when the queue is full or the server is shutting down. */
    void submit(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            if (workers.isShutdown()) {
                throw ApiException.stopping();
            }
            throw ApiException.busy(
                    "the server is busy: " + capacity + " requests wait already; send the request again in a moment");
        }
    }

    /** Takes out work that has not begun. */
    void forget(Runnable work) {
        workers.remove(work);
    }

    /** Requests that wait. */
    int waiting() {
        return workers.getQueue().size();
    }

    /** Requests that are being answered. */
    int running() {
        return workers.getActiveCount();
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
        workers.shutdown();
        return workers.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
