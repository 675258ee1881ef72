package dev.trainyard.trainer.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The newest attempt, written beside the files it fences: whoever reads a higher number than its own must stop. */
public final class AttemptFence {
    private static final String FILE = "attempt";

    private AttemptFence() {}

    /** Makes {@code attempt} the newest one; called before its process starts. */
    public static void raise(Path jobFolder, int attempt) {
        try {
            Path whole = Files.writeString(jobFolder.resolve(FILE + "." + attempt), Integer.toString(attempt));
            Files.move(whole, jobFolder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("attempt cannot be written into " + jobFolder, e);
        }
    }

    /** 0 before the first attempt. */
    public static int newest(Path jobFolder) {
        try {
            return Integer.parseInt(Files.readString(jobFolder.resolve(FILE)).strip());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("attempt cannot be read from " + jobFolder, e);
        }
    }
}
