package dev.trainyard.model;

import dev.trainyard.nn.Initial;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.Tensor;
import java.util.function.UnaryOperator;

/** The layers of a language model that is built for its hidden states: its vocabulary head is left out. */
final class Headless implements Layers {
    private final Layers layers;

    Headless(Layers layers) {
        this.layers = layers;
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        return layers.weight(key, initial, shape);
    }

    @Override
    public Projection linear(String module, int in, int out, boolean bias) {
        return layers.linear(module, in, out, bias);
    }

    @Override
    public Projection transposedLinear(String module, int in, int out) {
        return layers.transposedLinear(module, in, out);
    }

    @Override
    public Projection head(String module, int in, int out, boolean bias) {
        return new Absent(module, in, out);
    }

    @Override
    public Parameters parameters() {
        return layers.parameters();
    }

    @Override
    public Mode mode() {
        return layers.mode();
    }

    private record Absent(String module, int inFeatures, int outFeatures) implements Projection {
        @Override
        public Tensor apply(Tensor x) {
            throw missing();
        }

        @Override
        public void changeWeight(UnaryOperator<Tensor> change) {
            throw missing();
        }

        private IllegalStateException missing() {
            return new IllegalStateException("this model was built without its head " + module);
        }
    }
}
