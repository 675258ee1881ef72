package dev.trainyard.train;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A text file that grows by whole lines, each visible to readers at once. */
final class LineFile implements AutoCloseable {
    private final Writer writer;

    private LineFile(Writer writer) {
        this.writer = writer;
    }

    static LineFile append(Path file) throws IOException {
        return new LineFile(Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    void add(String line) throws IOException {
        writer.write(line);
        writer.write('\n');
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
