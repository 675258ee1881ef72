package dev.trainyard.modelfiles.safetensors;

import java.util.Optional;

/**
 * Element types of safetensors files, in the order in which the official writer lays tensors out. Source:
 * safetensors/src/tensor.rs, Dtype, descending.
 */
public enum SafetensorsType {
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
    public int bits() {
        return bits;
    }

    /** The type of this name, if there is one. */
    static Optional<SafetensorsType> named(String name) {
        for (SafetensorsType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
