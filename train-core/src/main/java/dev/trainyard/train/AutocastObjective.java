package dev.trainyard.train;

import dev.trainyard.data.Batch;
import dev.trainyard.tensor.Autocast;
import java.util.Optional;

/** An objective whose products are computed in a {@link Precision}, on the way there, back, and when blocks are computed again. */
record AutocastObjective(Objective objective, Precision precision) implements Objective {
    @Override
    public double backward(Batch batch, double scale, LayerwisePass.BlockListener listener) {
        try (Autocast products = precision.open()) {
            return objective.backward(batch, scale, listener);
        }
    }

    @Override
    public Optional<Score> observed() {
        return objective.observed();
    }

    @Override
    public Score score(Batch batch) {
        try (Autocast products = precision.open()) {
            return objective.score(batch);
        }
    }
}
