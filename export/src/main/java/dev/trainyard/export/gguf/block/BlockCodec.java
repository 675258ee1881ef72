package dev.trainyard.export.gguf.block;

import java.nio.ByteBuffer;

/** Packs a block of numbers into bytes and back. Stateless and thread-safe. */
public interface BlockCodec {
    /** Numbers in a block. */
    int numbers();

    /** Bytes of a block. */
    int bytes();

    /**
     * Packs numbers from an index on.
     *
     * @param out little-endian, with room for a block; its position moves by {@link #bytes}
     */
    void encode(float[] values, int from, ByteBuffer out);

    /** Unpacks a block, whose bytes are read from a little-endian buffer, to an index on. */
    void decode(ByteBuffer in, float[] values, int to);
}
