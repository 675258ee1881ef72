package dev.trainyard.publishing.ollama;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.http.Content;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The metadata of a GGUF file as far as publishing needs them. Every length is checked against the bytes left in the
 * file before anything is read or skipped.
 */
final class GgufScan {
    private static final int MAGIC = 0x46554747;
    private static final int OLDEST_VERSION = 2;
    private static final int NEWEST_VERSION = 3;
    private static final long USUAL_ALIGNMENT = 32;
    private static final long LARGEST_ALIGNMENT = 1 << 16;
    private static final int LONGEST_KEY = 65_535;
    private static final int LONGEST_TEMPLATE = 1 << 24;
    private static final int UINT32 = 4;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    /** Bytes of each fixed type by its number; 0 for strings and arrays. */
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    private final Path file;
    private final DataInputStream in;
    private final long size;
    private long position;
    private long alignment = USUAL_ALIGNMENT;
    private Optional<Template> template = Optional.empty();

    /**
     * The chat template of a file.
     *
     * @param lengthAt where its length stands, in front of its bytes
     * @param length in bytes
     */
    record Template(long lengthAt, long length, String text) {}

    /** What was found. */
    record Found(long alignment, Optional<Template> template) {}

    private GgufScan(Path file, DataInputStream in, long size) {
        this.file = file;
        this.in = in;
        this.size = size;
    }

    /** Errors: INVALID_MODEL where the file is no GGUF, or its header does not fit the file. */
    static Found scan(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return new GgufScan(file, in, Files.size(file)).read();
        } catch (EOFException e) {
            throw malformed(file, "it ends inside of its header");
        } catch (IOException e) {
            throw Content.unreadable(file, e);
        }
    }

    private Found read() throws IOException {
        if (u32() != MAGIC) {
            throw malformed(file, "it does not begin with \"GGUF\"");
        }
        long version = u32();
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw malformed(file, "it is of version " + version + ", expected 2 or 3");
        }
        u64();
        long count = u64();
        if (count < 0 || count > size) {
            throw malformed(file, "it claims " + count + " entries");
        }
        for (long i = 0; i < count; i++) {
            entry();
        }
        return new Found(alignment, template);
    }

    private void entry() throws IOException {
        String key = text(LONGEST_KEY);
        long type = u32();
        if (key.equals("general.alignment") && type == UINT32) {
            alignment = u32();
            if (alignment <= 0 || alignment > LARGEST_ALIGNMENT) {
                throw malformed(file, "its alignment is " + alignment);
            }
        } else if (key.equals("tokenizer.chat_template") && type == STRING) {
            long lengthAt = position;
            String text = text(LONGEST_TEMPLATE);
            template = Optional.of(new Template(lengthAt, position - lengthAt - Long.BYTES, text));
        } else {
            skipValue(type);
        }
    }

    private void skipValue(long type) throws IOException {
        if (type == ARRAY) {
            long element = u32();
            long count = u64();
            if (element == ARRAY) {
                throw malformed(file, "it has arrays of arrays");
            }
            skipElements(element, count);
        } else {
            skipElements(type, 1);
        }
    }

    private void skipElements(long type, long count) throws IOException {
        if (type < 0 || type >= SIZES.length || count < 0 || count > size) {
            throw malformed(file, "it claims " + count + " values of type " + type);
        }
        if (type == STRING) {
            for (long i = 0; i < count; i++) {
                skip(u64());
            }
        } else {
            skip(count * SIZES[(int) type]);
        }
    }

    private String text(int longest) throws IOException {
        long length = u64();
        if (length < 0 || length > longest || length > size - position) {
            throw malformed(file, "it claims a text of " + length + " bytes");
        }
        position += length;
        return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    }

    private void skip(long bytes) throws IOException {
        if (bytes < 0 || bytes > size - position) {
            throw malformed(file, "it claims " + bytes + " bytes where " + (size - position) + " are left");
        }
        in.skipNBytes(bytes);
        position += bytes;
    }

    private long u32() throws IOException {
        position += Integer.BYTES;
        return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    }

    private long u64() throws IOException {
        position += Long.BYTES;
        return Long.reverseBytes(in.readLong());
    }

    private static TrainyardException malformed(Path file, String what) {
        return new TrainyardException(
                ErrorCode.INVALID_MODEL, file + " is no sound GGUF file: " + what + "; export the model again");
    }
}
