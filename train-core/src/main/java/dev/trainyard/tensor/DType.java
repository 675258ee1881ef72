package dev.trainyard.tensor;

/** Element types of tensors; usable without the native libraries. */
public enum DType {
    /** 64-bit floating point. */
    FLOAT64(8),
    /** 32-bit floating point. */
    FLOAT32(4),
    /** 16-bit floating point, IEEE half. */
    FLOAT16(2),
    /** 16-bit floating point with the exponent of float32. */
    BFLOAT16(2),
    /** 64-bit signed integer. */
    INT64(8),
    /** 32-bit signed integer. */
    INT32(4),
    /** 16-bit signed integer. */
    INT16(2),
    /** 8-bit signed integer. */
    INT8(1),
    /** 8-bit unsigned integer. */
    UINT8(1),
    /** One byte, zero or one. */
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether gradients can flow through tensors of this type. */
    public boolean isFloatingPoint() {
        return this == FLOAT64 || this == FLOAT32 || this == FLOAT16 || this == BFLOAT16;
    }
}
