package dev.trainyard.checkpoint;

import dev.trainyard.modelfiles.safetensors.SafetensorsType;
import dev.trainyard.tensor.DType;
import java.util.Optional;

/** Types of tensors and those of safetensors files. */
final class SafetensorsTypes {
    private SafetensorsTypes() {}

    /** The same type of tensors, unless we have none. */
    static Optional<DType> of(SafetensorsType type) {
        return switch (type) {
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

    /** What a tensor's type is called in files. */
    static SafetensorsType of(DType type) {
        return switch (type) {
            case INT64 -> SafetensorsType.I64;
            case FLOAT64 -> SafetensorsType.F64;
            case FLOAT32 -> SafetensorsType.F32;
            case INT32 -> SafetensorsType.I32;
            case BFLOAT16 -> SafetensorsType.BF16;
            case FLOAT16 -> SafetensorsType.F16;
            case INT16 -> SafetensorsType.I16;
            case INT8 -> SafetensorsType.I8;
            case UINT8 -> SafetensorsType.U8;
            case BOOL -> SafetensorsType.BOOL;
        };
    }
}
