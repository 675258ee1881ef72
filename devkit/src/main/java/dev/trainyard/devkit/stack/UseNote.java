package dev.trainyard.devkit.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells the launcher that this process runs from the jars of a checkout, so that it does not build over them. */
final class UseNote implements AutoCloseable {
    private final Path note;

    UseNote(Path home) {
        this.note = home.resolve("target/trainyard/stacks")
                .resolve(Long.toString(ProcessHandle.current().pid()));
    }

    void leave() {
        try {
            Files.createDirectories(note.resolveSibling(""));
            Files.writeString(note, "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + note, e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + note, e);
        }
    }
}
