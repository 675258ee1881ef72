package dev.trainyard.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share work of some ten microseconds: too little to wake a sleeping thread for, so helpers stay awake for a
 * moment after each. Chunks are taken one by one, so a helper that the machine holds up costs no more than its chunk.
 *
 * <p>Thread-safe; callers take turns, and one that would have to wait works alone.
 */
final class Crew {
    /** Longer than what lies between two products of a token, shorter than what would be noticed on a busy machine. */
    private static final long AWAKE_NANOS = 60_000;
    /** Counters of different threads in cache lines of their own. */
    private static final int APART = 16;

    private final ReentrantLock turn = new ReentrantLock();
    private final List<Helper> helpers = new ArrayList<>();
    private volatile @Nullable Work work;

    /**
     * Does every chunk from 0 to before {@code chunks} once; returns when all are done.
     *
     * @param threads that work on them at most, the caller's among them
     */
    void share(int chunks, int threads, IntConsumer chunk) {
        if (threads == 1 || chunks == 1 || !turn.tryLock()) {
            for (int i = 0; i < chunks; i++) {
                chunk.accept(i);
            }
            return;
        }
        try {
            var shared = new Work(chunk, chunks, Math.min(threads, chunks));
            work = shared;
            while (helpers.size() < threads - 1) {
                helpers.add(new Helper(helpers.size() + 1));
            }
            for (int i = 0; i < shared.threads - 1; i++) {
                helpers.get(i).wake();
            }
            shared.take(0);
            shared.awaitEnd();
        } finally {
            turn.unlock();
        }
    }

    /**
     * What is shared at present: a stretch of chunks for each thread, so that each reads memory front to back, and who is
     * done with the own takes from those of others.
     */
    private static final class Work {
        private final IntConsumer chunk;
        private final int chunks;
        private final int threads;
        private final AtomicIntegerArray next;
        private final AtomicInteger done = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Work(IntConsumer chunk, int chunks, int threads) {
            this.chunk = chunk;
            this.chunks = chunks;
            this.threads = threads;
            this.next = new AtomicIntegerArray(threads * APART);
            for (int i = 0; i < threads; i++) {
                next.setPlain(i * APART, start(i));
            }
        }

        private int start(int stretch) {
            return (int) ((long) chunks * stretch / threads);
        }

        void take(int thread) {
            for (int i = 0; i < threads; i++) {
                takeStretch((thread + i) % threads);
            }
        }

        private void takeStretch(int stretch) {
            int end = start(stretch + 1);
            for (int i = next.getAndIncrement(stretch * APART); i < end; i = next.getAndIncrement(stretch * APART)) {
                try {
                    chunk.accept(i);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        void awaitEnd() {
            while (done.get() < chunks) {
                Thread.onSpinWait();
            }
            if (failure != null) {
                throw new IllegalStateException("a product of rows failed", failure);
            }
        }
    }

    private final class Helper implements Runnable {
        private final int number;
        private final Thread thread;
        private volatile boolean asleep;

        Helper(int number) {
            this.number = number;
            this.thread =
                    Thread.ofPlatform().daemon().name("row-products-" + number).start(this);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            Work last = null;
            while (true) {
                last = next(last);
                if (number < last.threads) {
                    last.take(number);
                }
            }
        }

        /** Work that is new; waits awake for it at first. */
        private Work next(@Nullable Work last) {
            long until = System.nanoTime() + AWAKE_NANOS;
            while (true) {
                Work now = work;
                if (now != null && now != last) {
                    return now;
                }
                if (System.nanoTime() < until) {
                    Thread.onSpinWait();
                    continue;
                }
                asleep = true;
                if (work == last) {
                    LockSupport.park(Crew.this);
                }
                asleep = false;
            }
        }
    }
}
