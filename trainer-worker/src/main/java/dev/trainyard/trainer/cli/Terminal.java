package dev.trainyard.trainer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the output goes. */
final class Terminal {
    private Terminal() {}

    /** Whether a person watches stderr, so that a line may be drawn again and again. */
    static boolean isStderr() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
