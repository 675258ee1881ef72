package dev.trainyard.hub;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can go wrong with the disk a cache lies on. */
final class Disk {
    private Disk() {}

    /** Errors: DISK_FULL where this many bytes would not fit. */
    static void requireSpace(Path folder, long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            throw full(folder, bytes + " bytes are needed and " + free + " are free");
        }
    }

    /** The failure of a cache as the user has to know it. */
    static TrainyardException failure(Path cache, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return full(cache, message);
        }
        if (cause instanceof AccessDeniedException || message.contains("Read-only file system")) {
            return new TrainyardException(
                    ErrorCode.INTERNAL,
                    "the hub cache " + cache + " cannot be written (" + cause
                            + "): let the worker write there, or set HF_HOME or MODELSCOPE_CACHE to another folder",
                    cause);
        }
        return new TrainyardException(ErrorCode.INTERNAL, "the hub cache " + cache + " failed: " + cause, cause);
    }

    private static TrainyardException full(Path folder, String why) {
        return new TrainyardException(
                ErrorCode.DISK_FULL,
                "no room for the model in " + folder + ": " + why
                        + ". Free some, or set HF_HOME or MODELSCOPE_CACHE to a larger disk");
    }
}
