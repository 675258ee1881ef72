package dev.trainyard.model.family;

import dev.trainyard.nn.Initial;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.Tensor;
import java.util.function.Predicate;

/**
 * Layers of a checkpoint, completed by fresh ones for the modules that it lacks.
 *
 * @param lacks whether the checkpoint lacks a module, by its name
 */
record CompletedLayers(Layers stored, Layers fresh, Predicate<String> lacks) implements Layers {
    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        String module = key.substring(0, Math.max(0, key.lastIndexOf('.')));
        return of(module).weight(key, initial, shape);
    }

    @Override
    public Projection linear(String module, int in, int out, boolean bias) {
        return of(module).linear(module, in, out, bias);
    }

    @Override
    public Projection transposedLinear(String module, int in, int out) {
        return of(module).transposedLinear(module, in, out);
    }

    @Override
    public Projection head(String module, int in, int out, boolean bias) {
        return of(module).head(module, in, out, bias);
    }

    private Layers of(String module) {
        return lacks.test(module) ? fresh : stored;
    }

    @Override
    public Parameters parameters() {
        return stored.parameters();
    }

    @Override
    public Mode mode() {
        return stored.mode();
    }
}
