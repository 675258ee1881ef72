package dev.trainyard.devkit.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells the launcher that this process runs from the jars of a checkout, so that it does not build over them, and other
 * commands where its stack keeps its data.
 */
final class UseNote implements AutoCloseable {
    private static final String FOLDER = "target/trainyard/stacks";

    private final Path note;
    private final Path data;

    UseNote(Path home, Path data) {
        this.note = home.resolve(FOLDER)
                .resolve(Long.toString(ProcessHandle.current().pid()));
        this.data = data.toAbsolutePath().normalize();
    }

    void leave() {
        try {
            Files.createDirectories(note.resolveSibling(""));
            Files.writeString(note, data.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + note, e);
        }
    }

    /** The data folders that are noted; the process that noted one may have been killed since. */
    static List<Path> folders(Path home) {
        Path folder = home.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> notes = Files.list(folder)) {
            for (Path note : notes.sorted().toList()) {
                String data = text(note);
                if (!data.isEmpty() && !folders.contains(Path.of(data))) {
                    folders.add(Path.of(data));
                }
            }
            return folders;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static String text(Path note) throws IOException {
        try {
            return Files.readString(note).strip();
        } catch (NoSuchFileException e) {
            // Its stack has ended in this moment.
            return "";
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
