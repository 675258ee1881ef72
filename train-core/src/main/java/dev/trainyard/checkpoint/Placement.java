package dev.trainyard.checkpoint;

import dev.trainyard.quantization.Nf4Config;
import dev.trainyard.tensor.Device;
import java.util.Optional;

/**
 * Where weights go as they are read, one after another, and whether linear maps become four bits on the way.
 *
 * @param quantization empty to hold the weights as they are stored
 * @param passing whether linear maps leave their weights in the files and read them for each use, for a few rows through
 *     a model that memory need not hold
 */
public record Placement(Device device, Optional<Nf4Config> quantization, boolean passing) {
    /** In the processor's memory as they are stored. */
    public static final Placement CPU = on(Device.CPU);

    /** Weights that are held. */
    public Placement(Device device, Optional<Nf4Config> quantization) {
        this(device, quantization, false);
    }

    /** On a device as they are stored. */
    public static Placement on(Device device) {
        return new Placement(device, Optional.empty());
    }

    /** On a device for each use alone. */
    public static Placement passing(Device device) {
        return new Placement(device, Optional.empty(), true);
    }
}
