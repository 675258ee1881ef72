package dev.trainyard.nn;

import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.RowKernels;
import dev.trainyard.tensor.RowMatrix;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * For models that only predict: the maps of a token or a few go past BLAS, to {@link RowKernels}, where this JVM has
 * them. Those of more tokens, as of a prompt, quantised maps, and maps on other devices stay as they are. Files are
 * written from other models: matrices stored as (in, out) are laid out anew.
 */
public final class PredictingLayers implements LayerDecorator {
    @Override
    public Layers decorate(Layers base) {
        return RowKernels.find()
                .<Layers>map(kernels -> new Predicting(base, kernels))
                .orElse(base);
    }

    @Override
    public void complete() {}

    private record Predicting(Layers base, RowKernels kernels) implements Layers {
        @Override
        public Tensor weight(String key, Initial initial, long... shape) {
            return base.weight(key, initial, shape);
        }

        @Override
        public Projection linear(String module, int in, int out, boolean bias) {
            return byRows(base.linear(module, in, out, bias));
        }

        @Override
        public Projection head(String module, int in, int out, boolean bias) {
            return byRows(base.head(module, in, out, bias));
        }

        @Override
        public Projection tiedHead(Tensor weight_VC) {
            return byRows(base.tiedHead(weight_VC));
        }

        @Override
        public Projection transposedLinear(String module, int in, int out) {
            Projection linear = base.transposedLinear(module, in, out);
            parameters().find(module + ".weight").ifPresent(Predicting::layOutByColumns);
            return byRows(linear);
        }

        /** A column of (in, out) is a row of (out, in). */
        private static void layOutByColumns(Tensor weight_IO) {
            try (Scope scope = Scope.open();
                    NoGrad guard = NoGrad.open()) {
                weight_IO.moveTo_(weight_IO.byColumns());
            }
        }

        private Projection byRows(Projection linear) {
            if (!(linear instanceof Linear) && !(linear instanceof TransposedLinear)) {
                return linear;
            }
            try (Scope scope = Scope.open()) {
                var stored = (StoredLinear) linear;
                if (!stored.weight().device().equals(Device.CPU)) {
                    return linear;
                }
                var matrix = new RowMatrix(kernels, stored.weight(), stored.bias());
                parameters().own(matrix);
                return new RowLinear(stored, matrix);
            }
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

    /** A map whose products of few rows are done by another. */
    private record RowLinear(StoredLinear base, RowMatrix rowMatrix) implements StoredLinear {
        @Override
        public Tensor apply(Tensor x) {
            return rowMatrix.takes(x) ? rowMatrix.apply(x) : base.apply(x);
        }

        @Override
        public Tensor product(Tensor x) {
            return rowMatrix.takes(x) ? rowMatrix.product(x) : base.product(x);
        }

        @Override
        public Optional<RowMatrix> matrix() {
            return Optional.of(rowMatrix);
        }

        @Override
        public Tensor weight() {
            return base.weight();
        }

        @Override
        public Optional<Tensor> bias() {
            return base.bias();
        }

        @Override
        public int inFeatures() {
            return base.inFeatures();
        }

        @Override
        public int outFeatures() {
            return base.outFeatures();
        }

        @Override
        public void changeWeight(UnaryOperator<Tensor> change) {
            base.changeWeight(change);
        }
    }
}
