package dev.trainyard.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Locks that threads of this process and other processes respect. There must be one object of this class for a folder
 * in a process: the operating system gives a process's lock up as soon as one of its channels to the file is closed.
 * Thread-safe.
 */
final class FileLocks {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ConcurrentHashMap<Path, Semaphore> threads = new ConcurrentHashMap<>();

    /** A lock that is held. */
    static final class Held implements AutoCloseable {
        private final Semaphore thread;
        private final FileChannel file;

        private Held(Semaphore thread, FileChannel file) {
            this.thread = thread;
            this.file = file;
        }

        /** The file stays: another process may be waiting for it. */
        @Override
        public void close() throws IOException {
            try {
                file.close();
            } finally {
                thread.release();
            }
        }
    }

    /** Waits until nobody else has the lock. */
    Held acquire(Path lockFile, Cancellation cancellation) throws IOException {
        Semaphore thread = threads.computeIfAbsent(lockFile.toAbsolutePath().normalize(), path -> new Semaphore(1));
        while (!thread.tryAcquire()) {
            cancellation.pause(PAUSE);
        }
        try {
            return new Held(thread, locked(lockFile, cancellation));
        } catch (IOException | RuntimeException | Error e) {
            thread.release();
            throw e;
        }
    }

    private static FileChannel locked(Path lockFile, Cancellation cancellation) throws IOException {
        Files.createDirectories(lockFile.getParent());
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (channel.tryLock() == null) {
                cancellation.pause(PAUSE);
            }
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }
}
