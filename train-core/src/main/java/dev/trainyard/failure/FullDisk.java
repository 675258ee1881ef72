package dev.trainyard.failure;

import java.io.IOException;
import java.util.List;

/** Tells that a disk is full, or a file may not grow any more, from what the operating system said. */
public final class FullDisk {
    /** Of ENOSPC, EDQUOT and EFBIG, as the JDK passes them on. */
    private static final List<String> WORDS = List.of("No space left", "Disk quota exceeded", "File too large");

    private FullDisk() {}

    /** Whether this is why a file could not be written. */
    public static boolean caused(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return WORDS.stream().anyMatch(message::contains);
    }
}
