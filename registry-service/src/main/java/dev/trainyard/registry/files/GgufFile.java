package dev.trainyard.registry.files;

import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.registry.domain.ModelContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The fixed part of a GGUF file: magic, version and counts, which must be possible in a file of its size. */
final class GgufFile {
    private static final int HEADER_BYTES = 24;
    private static final int MAGIC = 0x46554747;

    /** Name length, dimensions count, one dimension, type and offset. */
    private static final long LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

    /** Key length, type and one byte of a value. */
    private static final long LEAST_ENTRY_BYTES = 8 + 4 + 1;

    private static final String ARCHITECTURE = "general.architecture";
    private static final int TEXT = 8;
    private static final int LONGEST_NAME = 64;

    private GgufFile() {}

    static InspectedModel inspect(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer header = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
            while (header.hasRemaining() && channel.read(header) > 0) {}
            header.flip();
            check(file, header, channel.size());
            return new InspectedModel(
                    new ModelContent(ModelFormat.GGUF, architecture(header), "", 0), Optional.empty());
        } catch (IOException e) {
            throw Refusal.unreadable(file, e);
        }
    }

    private static void check(Path file, ByteBuffer header, long size) {
        if (header.remaining() < HEADER_BYTES || header.getInt() != MAGIC) {
            throw Refusal.of(file, "does not begin as a GGUF file, with the letters GGUF, version and counts");
        }
        int version = header.getInt();
        if (version != 2 && version != 3) {
            throw Refusal.of(file, "is of GGUF version " + version + ", expected 2 or 3 in little-endian order");
        }
        long tensors = header.getLong();
        long entries = header.getLong();
        long most = size / Math.min(LEAST_ENTRY_BYTES, LEAST_TENSOR_BYTES);
        boolean possible = tensors > 0
                && entries >= 0
                && tensors <= most
                && entries <= most
                && tensors * LEAST_TENSOR_BYTES + entries * LEAST_ENTRY_BYTES <= size - HEADER_BYTES;
        if (!possible) {
            throw Refusal.of(
                    file,
                    "says to hold %s tensors and %s metadata entries, which cannot be in %d bytes"
                            .formatted(Long.toUnsignedString(tensors), Long.toUnsignedString(entries), size));
        }
    }

    /** The value of the first entry, where it is the architecture, as writers by convention have it; empty otherwise. */
    private static String architecture(ByteBuffer entries) {
        if (!text(entries, ARCHITECTURE.length()).equals(ARCHITECTURE)
                || entries.remaining() < Integer.BYTES
                || entries.getInt() != TEXT) {
            return "";
        }
        return text(entries, LONGEST_NAME);
    }

    private static String text(ByteBuffer bytes, int longest) {
        if (bytes.remaining() < Long.BYTES) {
            return "";
        }
        long length = bytes.getLong();
        if (length < 0 || length > longest || length > bytes.remaining()) {
            return "";
        }
        byte[] text = new byte[(int) length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
