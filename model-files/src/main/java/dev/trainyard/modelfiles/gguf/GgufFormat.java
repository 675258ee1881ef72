package dev.trainyard.modelfiles.gguf;

/** What writer and reader of GGUF have in common. Source: ggml, docs/gguf.md. */
public final class GgufFormat {
    /** What every file begins with. */
    public static final String MAGIC = "GGUF";

    public static final int VERSION = 3;
    public static final int ALIGNMENT = 32;

    /** Numbers of the types of values. */
    public static final int UINT8 = 0;

    public static final int INT8 = 1;
    public static final int UINT16 = 2;
    public static final int INT16 = 3;
    public static final int UINT32 = 4;
    public static final int INT32 = 5;
    public static final int FLOAT32 = 6;
    public static final int BOOL = 7;
    public static final int STRING = 8;
    public static final int ARRAY = 9;
    public static final int UINT64 = 10;
    public static final int INT64 = 11;
    public static final int FLOAT64 = 12;

    private GgufFormat() {}

    /** The size, filled up to a whole number of alignments. */
    public static long padded(long size, long alignment) {
        return Math.multiplyExact(Math.ceilDiv(size, alignment), alignment);
    }
}
