package dev.trainyard.export;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder beside the output that is filled and then put in its place in one step. One export at a time holds it: what
 * another one has left behind that was killed is removed.
 */
final class Staging implements AutoCloseable {
    private final Path output;
    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;

    private Staging(Path output, Path folder, Path lockFile, FileChannel lock) {
        this.output = output;
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** @throws TrainingFailure INVALID_SPEC if another export is on its way to the same output */
    static Staging beside(Path output) throws IOException {
        Path parent = Objects.requireNonNull(output.toAbsolutePath().getParent(), "the root is no output");
        Files.createDirectories(parent);
        Path lockFile = output.resolveSibling("." + output.getFileName() + ".lock");
        FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock(lock) == null || !Files.exists(lockFile)) {
                throw new TrainingFailure(
                        FailureCode.INVALID_SPEC,
                        "another export is on its way to " + output + ": wait for it, or choose another output");
            }
            for (Path leftover : leftovers(parent, output)) {
                delete(leftover);
            }
            Path folder = output.resolveSibling("." + output.getFileName() + "." + UUID.randomUUID() + ".tmp");
            Files.createDirectories(folder);
            return new Staging(output, folder, lockFile, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static List<Path> leftovers(Path parent, Path output) throws IOException {
        String start = "." + output.getFileName() + ".";
        try (Stream<Path> siblings = Files.list(parent)) {
            return siblings.filter(path -> {
                        String name = String.valueOf(path.getFileName());
                        return name.startsWith(start) && name.endsWith(".tmp");
                    })
                    .toList();
        }
    }

    Path folder() {
        return folder;
    }

    /** Throws away what was written so far. */
    void clear() throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    /** Puts the folder where the output is to be, which is empty or not there. */
    void place() throws IOException {
        Files.deleteIfExists(output);
        Files.move(folder, output, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what was not placed. */
    @Override
    public void close() {
        try {
            delete(folder);
            Files.deleteIfExists(lockFile);
            lock.close();
        } catch (IOException e) {
            // What led here is the one to report; the next export removes the rest.
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}
