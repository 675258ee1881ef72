package dev.trainyard.nn;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/** Layers of a model trained from scratch: the same seed and order of asking give the same weights. */
public final class RandomLayers implements Layers {
    private final Parameters parameters;
    private final Mode mode;
    private final Device device;
    private final Rng rng;
    private final double std;

    /**
     * Fresh layers.
     *
     * @param rng of the CPU, so that the weights do not depend on the device; borrowed
     * @param std of {@link Initial#NORMAL} weights
     */
    public RandomLayers(Rng rng, double std, Device device) {
        this(rng, std, new Parameters(), new Mode(), device);
    }

    private RandomLayers(Rng rng, double std, Parameters parameters, Mode mode, Device device) {
        this.device = device;
        this.parameters = parameters;
        this.mode = mode;
        this.rng = rng;
        this.std = std;
    }

    /** Fresh layers that join those of a model which has the others already. */
    public static RandomLayers joining(Layers others, Rng rng, double std, Device device) {
        return new RandomLayers(rng, std, others.parameters(), others.mode(), device);
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        try (NoGrad guard = NoGrad.open();
                Scope scope = Scope.open()) {
            Tensor weight = Tensor.empty(DType.FLOAT32, Device.CPU, shape);
            switch (initial) {
                case NORMAL -> weight.normal_(0, std, rng);
                case ONES -> weight.fill_(1);
                case ZEROS -> weight.zero_();
            }
            return parameters.add(key, weight.to(device));
        }
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Mode mode() {
        return mode;
    }
}
