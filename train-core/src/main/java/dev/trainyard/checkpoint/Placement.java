package dev.trainyard.checkpoint;

import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.Device;
import java.util.Optional;

/**
 * Where weights go as they are read, one after another, and whether linear maps become four bits on the way.
 *
 * @param quantization empty to hold the weights as they are stored
 */
public record Placement(Device device, Optional<Nf4Config> quantization) {
    /** In the processor's memory as they are stored. */
    public static final Placement CPU = on(Device.CPU);

    /** On a device as they are stored. */
    public static Placement on(Device device) {
        return new Placement(device, Optional.empty());
    }
}
