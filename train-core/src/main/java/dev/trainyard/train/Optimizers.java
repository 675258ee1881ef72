package dev.trainyard.train;

import dev.trainyard.optim.Adam;
import dev.trainyard.optim.AdamConfig;
import dev.trainyard.optim.AdamW;
import dev.trainyard.optim.Optimizer;
import dev.trainyard.optim.ParameterBuffer;
import dev.trainyard.optim.Sgd;
import java.util.List;

/** The optimizers by their names in configurations. */
final class Optimizers {
    static final String ADAMW = "adamw";
    static final String ADAM = "adam";
    static final String SGD = "sgd";
    static final List<String> NAMES = List.of(ADAMW, ADAM, SGD);

    private Optimizers() {}

    /** @return an optimizer the caller closes */
    static Optimizer of(TrainConfig.Optim config, ParameterBuffer parameters) {
        return switch (config.optimizer()) {
            case ADAMW -> new AdamW(parameters, adam(config));
            case ADAM -> new Adam(parameters, adam(config));
            case SGD -> new Sgd(parameters, new Sgd.Config(config.momentum(), config.nesterov(), config.weightDecay()));
            default ->
                throw new IllegalArgumentException(
                        "optimizer is \"" + config.optimizer() + "\": set it to one of " + NAMES);
        };
    }

    private static AdamConfig adam(TrainConfig.Optim config) {
        return new AdamConfig(config.betas().getFirst(), config.betas().getLast(), config.eps(), config.weightDecay());
    }
}
