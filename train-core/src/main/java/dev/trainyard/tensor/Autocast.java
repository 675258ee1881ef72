package dev.trainyard.tensor;

import org.bytedeco.pytorch.global.torch;

/**
 * While open, products of matrices and attention on this thread take their inputs in a smaller floating-point type,
 * whatever type these have; everything else keeps to the types it is given. Use with try-with-resources.
 *
 * <p>Converted weights are not kept from one use to the next, so that what is computed without gradients may be computed
 * again with them. Source: {@code torch.autocast}.
 */
public final class Autocast implements AutoCloseable {
    private static final torch.DeviceType[] DEVICES = {torch.DeviceType.CPU, torch.DeviceType.CUDA};

    private final boolean[] enabled = new boolean[DEVICES.length];
    private final torch.ScalarType[] types = new torch.ScalarType[DEVICES.length];
    private final boolean cache;

    private Autocast(DType type) {
        this.cache = torch.is_autocast_cache_enabled();
        torch.set_autocast_cache_enabled(false);
        for (int i = 0; i < DEVICES.length; i++) {
            enabled[i] = torch.is_autocast_enabled(DEVICES[i]);
            types[i] = torch.get_autocast_dtype(DEVICES[i]);
            if (type != DType.FLOAT32) {
                torch.set_autocast_dtype(DEVICES[i], Natives.scalarType(type));
            }
            torch.set_autocast_enabled(DEVICES[i], type != DType.FLOAT32);
        }
    }

    /**
     * Computes products in this type until closed.
     *
     * @param type BFLOAT16; or FLOAT32 to compute them in the types of their inputs
     */
    public static Autocast open(DType type) {
        if (type != DType.BFLOAT16 && type != DType.FLOAT32) {
            throw new IllegalArgumentException("products are not computed in " + type + ": use BFLOAT16 or FLOAT32");
        }
        NativeLibraries.load();
        return new Autocast(type);
    }

    /** {@code x} in the type that products take it in now, for what is to be done with it before the product. */
    public static Tensor input(Tensor x) {
        torch.DeviceType device = x.device().equals(Device.CPU) ? torch.DeviceType.CPU : torch.DeviceType.CUDA;
        return torch.is_autocast_enabled(device) ? x.to(Natives.dtype(torch.get_autocast_dtype(device))) : x;
    }

    @Override
    public void close() {
        for (int i = 0; i < DEVICES.length; i++) {
            torch.set_autocast_enabled(DEVICES[i], enabled[i]);
            torch.set_autocast_dtype(DEVICES[i], types[i]);
        }
        torch.set_autocast_cache_enabled(cache);
    }
}
