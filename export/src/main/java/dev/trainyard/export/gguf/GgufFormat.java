package dev.trainyard.export.gguf;

import java.nio.charset.StandardCharsets;

/** What writer and reader of GGUF have in common. Source: ggml, docs/gguf.md. */
final class GgufFormat {
    static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 3;
    static final int ALIGNMENT = 32;

    /** Numbers of the types of values. */
    static final int UINT8 = 0;

    static final int INT8 = 1;
    static final int UINT16 = 2;
    static final int INT16 = 3;
    static final int UINT32 = 4;
    static final int INT32 = 5;
    static final int FLOAT32 = 6;
    static final int BOOL = 7;
    static final int STRING = 8;
    static final int ARRAY = 9;
    static final int UINT64 = 10;
    static final int INT64 = 11;
    static final int FLOAT64 = 12;

    private GgufFormat() {}

    static long padded(long size, long alignment) {
        return Math.multiplyExact(Math.ceilDiv(size, alignment), alignment);
    }
}
