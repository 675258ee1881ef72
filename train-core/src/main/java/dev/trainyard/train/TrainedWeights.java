package dev.trainyard.train;

import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;

/** The weights that a run moves: an adapter's, or all of a model's. */
interface TrainedWeights {
    /** The weights by name; they want gradients. */
    Map<String, Tensor> trainable();

    /** Where they all are. */
    default Device device() {
        return trainable().values().stream().findFirst().map(Tensor::device).orElse(Device.CPU);
    }

    /** Writes them into a folder in the form that other tools read. */
    void write(Path folder);

    /** Takes over the values that {@link #write} wrote, bit for bit. */
    void read(Path folder);
}
