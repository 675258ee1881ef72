package dev.trainyard.adapter;

import dev.trainyard.nn.Initial;
import dev.trainyard.nn.Layers;
import dev.trainyard.nn.Mode;
import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.Projection;
import dev.trainyard.tensor.Tensor;

/** Layers of a model in which an adapter takes its place while the model asks for them. */
final class AdaptedLayers implements Layers {
    private final Layers base;
    private final LoraAdapter adapter;

    AdaptedLayers(Layers base, LoraAdapter adapter) {
        this.base = base;
        this.adapter = adapter;
    }

    @Override
    public Tensor weight(String key, Initial initial, long... shape) {
        return adapter.weight(key, base.weight(key, initial, shape));
    }

    @Override
    public Projection linear(String module, int in, int out, boolean bias) {
        adapter.see(module, false);
        return adapter.saves(module)
                ? Layers.super.linear(module, in, out, bias)
                : adapter.linear(module, base.linear(module, in, out, bias), mode());
    }

    @Override
    public Projection transposedLinear(String module, int in, int out) {
        adapter.see(module, false);
        return adapter.saves(module)
                ? Layers.super.transposedLinear(module, in, out)
                : adapter.transposed(module, base.transposedLinear(module, in, out), mode());
    }

    @Override
    public Projection head(String module, int in, int out, boolean bias) {
        adapter.see(module, true);
        return adapter.saves(module)
                ? Layers.super.head(module, in, out, bias)
                : adapter.head(module, base.head(module, in, out, bias), mode());
    }

    @Override
    public Parameters parameters() {
        return base.parameters();
    }

    @Override
    public Mode mode() {
        return base.mode();
    }
}
