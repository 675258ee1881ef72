package dev.trainyard.evaluation.scoring;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Writes predictions beside their final place; the file appears there, whole, on {@link #finish}. */
final class PredictionFile implements AutoCloseable {
    private final Path file;
    private final Path unfinished;
    private @Nullable BufferedWriter out;

    PredictionFile(Path file) {
        this.file = file.toAbsolutePath();
        this.unfinished = this.file.resolveSibling(this.file.getFileName() + ".tmp");
    }

    void add(Prediction prediction) {
        try {
            BufferedWriter writer = out;
            if (writer == null) {
                writer = Files.newBufferedWriter(unfinished);
                out = writer;
            }
            writer.write(ScoringMain.JSON.writeValueAsString(prediction));
            writer.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("predictions cannot be written to " + unfinished, e);
        }
    }

    /** Puts the file in its place; an older one goes even where nothing was predicted this time. */
    void finish() {
        try {
            BufferedWriter writer = out;
            if (writer == null) {
                Files.deleteIfExists(file);
            } else {
                writer.close();
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("predictions cannot be written to " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
