package dev.trainyard.checkpoint;

import dev.trainyard.tensor.DType;
import java.util.Optional;

/**
 * Element types of safetensors files, in the order in which the official writer lays tensors out. Source:
 * safetensors/src/tensor.rs, Dtype, descending.
 */
enum SafetensorsType {
    U64(64),
    I64(64),
    F64(64),
    C64(64),
    F32(32),
    U32(32),
    I32(32),
    BF16(16),
    F16(16),
    U16(16),
    I16(16),
    F8_E5M2FNUZ(8),
    F8_E4M3FNUZ(8),
    F8_E8M0(8),
    F8_E4M3(8),
    F8_E5M2(8),
    I8(8),
    U8(8),
    F6_E3M2(6),
    F6_E2M3(6),
    F4(4),
    BOOL(8);

    private final int bits;

    SafetensorsType(int bits) {
        this.bits = bits;
    }

    /** Size of an element in bits. */
    int bits() {
        return bits;
    }

    /** The same type of tensors, unless we have none. */
    Optional<DType> dtype() {
        return switch (this) {
            case I64 -> Optional.of(DType.INT64);
            case F64 -> Optional.of(DType.FLOAT64);
            case F32 -> Optional.of(DType.FLOAT32);
            case I32 -> Optional.of(DType.INT32);
            case BF16 -> Optional.of(DType.BFLOAT16);
            case F16 -> Optional.of(DType.FLOAT16);
            case I16 -> Optional.of(DType.INT16);
            case I8 -> Optional.of(DType.INT8);
            case U8 -> Optional.of(DType.UINT8);
            case BOOL -> Optional.of(DType.BOOL);
            default -> Optional.empty();
        };
    }

    static SafetensorsType of(DType type) {
        return switch (type) {
            case INT64 -> I64;
            case FLOAT64 -> F64;
            case FLOAT32 -> F32;
            case INT32 -> I32;
            case BFLOAT16 -> BF16;
            case FLOAT16 -> F16;
            case INT16 -> I16;
            case INT8 -> I8;
            case UINT8 -> U8;
            case BOOL -> BOOL;
        };
    }

    static Optional<SafetensorsType> named(String name) {
        for (SafetensorsType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
