package dev.trainyard.nn;

import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;

/**
 * Keeps every matrix of a model by columns, that is (out, in) maps input by input: the product with a single token then
 * reads memory front to back, and a generated token is bound by nothing but that reading. For models that only predict;
 * files are written from matrices by rows.
 */
public final class ColumnLayers implements LayerDecorator {
    @Override
    public Layers decorate(Layers base) {
        return new Columns(base);
    }

    @Override
    public void complete() {}

    private record Columns(Layers base) implements Layers {
        @Override
        public Tensor weight(String key, Initial initial, long... shape) {
            return byColumns(base.weight(key, initial, shape));
        }

        @Override
        public Projection linear(String module, int in, int out, boolean bias) {
            return byColumns(module, base.linear(module, in, out, bias));
        }

        @Override
        public Projection head(String module, int in, int out, boolean bias) {
            return byColumns(module, base.head(module, in, out, bias));
        }

        /** A quantised map has no such weight. */
        private Projection byColumns(String module, Projection linear) {
            base.parameters().find(module + ".weight").ifPresent(Columns::byColumns);
            return linear;
        }

        private static Tensor byColumns(Tensor weight) {
            if (weight.dim() == 2) {
                try (Scope scope = Scope.open();
                        NoGrad guard = NoGrad.open()) {
                    weight.moveTo_(weight.byColumns());
                }
            }
            return weight;
        }

        /** Of the base: stored as (in, out), its rows are what columns are elsewhere. */
        @Override
        public Projection transposedLinear(String module, int in, int out) {
            return base.transposedLinear(module, in, out);
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
}
