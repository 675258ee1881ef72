package dev.trainyard.modelfiles.gguf;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The bytes of a header, one after the other, none of which are believed: a length is checked before memory is asked for. */
final class HeaderSource {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_TEXT_BYTES = 1 << 26;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long read;

    HeaderSource(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** Where the next byte stands in the file. */
    long position() {
        return read - buffer.remaining();
    }

    /** The bytes from here to the end of the file. */
    long remaining() {
        return size - position();
    }

    int u8() throws IOException, MalformedGguf {
        need(Byte.BYTES);
        return buffer.get() & 0xff;
    }

    short i16() throws IOException, MalformedGguf {
        need(Short.BYTES);
        return buffer.getShort();
    }

    int i32() throws IOException, MalformedGguf {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    long i64() throws IOException, MalformedGguf {
        need(Long.BYTES);
        return buffer.getLong();
    }

    /**
     * A count of things that each have at least so many bytes, of which there cannot be more than the file has room for.
     *
     * @param what for the message, such as "tensors"
     */
    long count(String what, long leastBytes) throws IOException, MalformedGguf {
        long count = i64();
        if (count < 0 || count > remaining() / leastBytes) {
            throw new MalformedGguf("it claims " + Long.toUnsignedString(count) + " " + what + ", for which the "
                    + remaining() + " bytes that follow have no room");
        }
        return count;
    }

    String text(String what) throws IOException, MalformedGguf {
        long length = count("bytes of " + what, 1);
        if (length > MAX_TEXT_BYTES) {
            throw new MalformedGguf(what + " claims " + length + " bytes; at most " + MAX_TEXT_BYTES + " are allowed");
        }
        byte[] bytes = new byte[(int) length];
        for (int at = 0; at < bytes.length; ) {
            need(1);
            int taken = Math.min(buffer.remaining(), bytes.length - at);
            buffer.get(bytes, at, taken);
            at += taken;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedGguf(what + " is not UTF-8");
        }
    }

    void skip(long bytes) throws IOException, MalformedGguf {
        long left = bytes;
        while (left > 0) {
            need(1);
            int taken = (int) Math.min(buffer.remaining(), left);
            buffer.position(buffer.position() + taken);
            left -= taken;
        }
    }

    private void need(int bytes) throws IOException, MalformedGguf {
        if (buffer.remaining() >= bytes) {
            return;
        }
        if (remaining() < bytes) {
            throw new MalformedGguf("its header ends with the file, at byte " + size + ": it is truncated");
        }
        buffer.compact();
        while (buffer.position() < bytes) {
            int got = channel.read(buffer, read);
            if (got < 0) {
                throw new EOFException("it was truncated while it was being read");
            }
            read += got;
        }
        buffer.flip();
    }
}
