package dev.trainyard.nn;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Tensor;

/** Layers of a model trained from scratch: the same seed and order of asking give the same weights. */
public final class RandomLayers implements Layers {
    private final Parameters parameters;
    private final Mode mode;
    private final Rng rng;
    private final double std;

    /**
     * Fresh layers.
     *
     * @param rng borrowed
     * @param std of {@link Initial#NORMAL} weights
     */
    public RandomLayers(Rng rng, double std) {
        this(rng, std, new Parameters(), new Mode());
    }

    private RandomLayers(Rng rng, double std, Parameters parameters, Mode mode) {
        this.parameters = parameters;
        this.mode = mode;
        this.rng = rng;
        this.std = std;
    }

    /** Fresh layers that join those of a model which has the others already. */
    public static RandomLayers joining(Layers others, Rng rng, double std) {
        return new RandomLayers(rng, std, others.parameters(), others.mode());
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        try (NoGrad guard = NoGrad.open()) {
            return parameters.add(
                    key,
                    switch (initial) {
                        case NORMAL -> Tensor.empty(DType.FLOAT32, shape).normal_(0, std, rng);
                        case ONES -> Tensor.ones(shape);
                        case ZEROS -> Tensor.zeros(shape);
                    });
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
