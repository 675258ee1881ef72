package dev.trainyard.checkpoint;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.FullDisk;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files that are either whole or not there, even if the machine stops in between. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to the channel, which is at its start. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes beside the target, forces it to disk, and puts it in the target's place.
     *
     * @throws TrainingFailure if the disk is full or the folder cannot be written
     */
    public static void write(Path target, Content content) {
        Path folder = target.toAbsolutePath().getParent();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Writes a text in UTF-8. */
    public static void write(Path target, String text) {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Writes the whole buffer: a channel may take less at a time. */
    static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static TrainingFailure failure(Path target, IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (FullDisk.caused(e)) {
            return new TrainingFailure(
                    FailureCode.DISK_FULL, target + " cannot be written, the disk is full: free space there", e);
        }
        FailureCode code = e instanceof AccessDeniedException ? FailureCode.INVALID_SPEC : FailureCode.INTERNAL;
        return new TrainingFailure(
                code, target + " cannot be written: " + e.getClass().getSimpleName() + " " + reason, e);
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The failure that left it behind is the one to report.
        }
    }
}
