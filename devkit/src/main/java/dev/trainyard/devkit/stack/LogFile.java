package dev.trainyard.devkit.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The output of a process in a file; beyond {@value #LONGEST} bytes it goes to {@code <name>.1} and begins anew. */
final class LogFile {
    static final long LONGEST = 20_000_000;
    private static final int TAIL_BYTES = 20_000;

    private final Path file;

    LogFile(Path file) {
        this.file = file;
    }

    Path path() {
        return file;
    }

    synchronized void line(String line) {
        try {
            if (Files.exists(file) && Files.size(file) > LONGEST) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            try (Writer out = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(line + System.lineSeparator());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the log " + file, e);
        }
    }

    /** The last lines, for an error message. */
    List<String> tail(int lines) {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            int from = Math.max(0, bytes.length - TAIL_BYTES);
            List<String> all = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of("(the log " + file + " cannot be read: " + e.getMessage() + ")");
        }
    }
}
