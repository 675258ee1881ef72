package dev.trainyard.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of a file with their numbers, decoded one by one, so that a broken one can be named. */
final class TextLines {
    /** Takes a line; {@code line} includes its line feed. */
    interface Reader {
        void line(long number, String line);
    }

    private TextLines() {}

    /** Gives every line to the reader, and to the problems what is not UTF-8 or cannot be read. */
    static void read(Path file, RowProblems problems, Reader reader) {
        if (!Files.isRegularFile(file)) {
            problems.add(file, Files.exists(file) ? "this is not a file" : "there is no such file");
            return;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 12);
            long number = 1;
            for (int b = in.read(); b >= 0; b = in.read()) {
                bytes.write(b);
                if (b == '\n') {
                    decode(new RowOrigin(file, number++), bytes, problems, reader);
                }
            }
            if (bytes.size() > 0) {
                decode(new RowOrigin(file, number), bytes, problems, reader);
            }
        } catch (IOException e) {
            problems.add(file, "it cannot be read: " + e.getMessage());
        }
    }

    private static void decode(RowOrigin origin, ByteArrayOutputStream bytes, RowProblems problems, Reader reader) {
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            bytes.reset();
            boolean mark = origin.number() == 1 && line.startsWith("\uFEFF");
            reader.line(origin.number(), mark ? line.substring(1) : line);
        } catch (CharacterCodingException e) {
            bytes.reset();
            problems.add(origin, "it is not UTF-8: save the file in that encoding");
        }
    }
}
