package dev.trainyard.tensor;

import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Small native constants, made once: creating one costs as much as a small operation. */
final class Natives {
    private static final int CACHED_SCALARS = 512;
    private static final ConcurrentHashMap<Double, Scalar> SCALARS = new ConcurrentHashMap<>();

    static final TensorOptional NO_TENSOR;
    static final DoubleOptional NO_DOUBLE;
    static final LongOptional NO_LONG;
    static final ScalarTypeOptional NO_TYPE;
    static final BoolOptional NO_BOOL;
    static final BoolOptional STABLE;
    static final MemoryFormatOptional NO_FORMAT;
    static final TensorArrayRefOptional NO_INPUTS;
    private static final ConcurrentHashMap<Placed, TensorOptions> PLACED = new ConcurrentHashMap<>();
    private static final TensorOptions[] OPTIONS = new TensorOptions[DType.values().length];

    static {
        NativeLibraries.load();
        NO_TENSOR = constant(new TensorOptional());
        NO_DOUBLE = constant(new DoubleOptional());
        NO_LONG = constant(new LongOptional());
        NO_TYPE = constant(new ScalarTypeOptional());
        NO_BOOL = constant(new BoolOptional());
        NO_FORMAT = constant(new MemoryFormatOptional());
        NO_INPUTS = constant(new TensorArrayRefOptional());
        STABLE = constant(new BoolOptional(true));
        for (DType type : DType.values()) {
            OPTIONS[type.ordinal()] = constant(new TensorOptions(scalarType(type)));
        }
    }

    private Natives() {}

    private record Placed(DType type, Device device) {}

    /** Keeps a native object beyond whatever scope is open now. */
    private static <P extends Pointer> P constant(P pointer) {
        pointer.retainReference();
        return pointer;
    }

    static Scalar scalar(double value) {
        Scalar known = SCALARS.get(value);
        if (known != null) {
            return known;
        }
        var scalar = new Scalar(value);
        if (SCALARS.size() < CACHED_SCALARS) {
            // A value lost to a concurrent put is never freed: bounded by the size of the cache.
            SCALARS.put(value, constant(scalar));
        }
        return scalar;
    }

    static TensorOptions options(DType type) {
        return OPTIONS[type.ordinal()];
    }

    static TensorOptions options(DType type, Device device) {
        return device.equals(Device.CPU)
                ? options(type)
                : PLACED.computeIfAbsent(new Placed(type, device), Natives::placed);
    }

    private static TensorOptions placed(Placed wanted) {
        try (var device = new org.bytedeco.pytorch.Device(wanted.device.toString());
                var present = new DeviceOptional(device)) {
            return constant(options(wanted.type).device(present));
        }
    }

    static torch.ScalarType scalarType(DType type) {
        return switch (type) {
            case FLOAT64 -> torch.ScalarType.Double;
            case FLOAT32 -> torch.ScalarType.Float;
            case FLOAT16 -> torch.ScalarType.Half;
            case BFLOAT16 -> torch.ScalarType.BFloat16;
            case INT64 -> torch.ScalarType.Long;
            case INT32 -> torch.ScalarType.Int;
            case INT16 -> torch.ScalarType.Short;
            case INT8 -> torch.ScalarType.Char;
            case UINT8 -> torch.ScalarType.Byte;
            case BOOL -> torch.ScalarType.Bool;
        };
    }

    static DType dtype(torch.ScalarType type) {
        for (DType candidate : DType.values()) {
            if (scalarType(candidate).value == type.value) {
                return candidate;
            }
        }
        throw new IllegalStateException("element type " + type + " is not supported");
    }
}
