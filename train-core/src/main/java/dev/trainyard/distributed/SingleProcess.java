package dev.trainyard.distributed;

import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Pending;
import dev.trainyard.tensor.Tensor;
import java.util.List;

/** One process that has no peers: sums and texts are its own. */
final class SingleProcess implements ProcessGroup {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public Pending sum(Tensor tensor) {
        return Pending.DONE;
    }

    @Override
    public void broadcast(Tensor tensor) {
        // Nobody to give it to.
    }

    @Override
    public List<String> gather(String purpose, String text) {
        return List.of(text);
    }

    @Override
    public double[] sum(double... values) {
        return values.clone();
    }

    @Override
    public void fail(TrainingFailure reason) {
        // Nobody to tell.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
