package dev.trainyard.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.nn.Parameters;
import dev.trainyard.nn.StoredLinear;
import dev.trainyard.tensor.Autocast;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.NativeMemory;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantizedLinearTest {
    private static final int WIDTH = 96;
    private static final int INNER = 160;

    /** Two maps of different sizes share their memory: on the way back, each must find its own weight in it. */
    @Test
    void gradientsGoThroughEveryMapAsThroughFullWeights() {
        try (Model model = new Model(4, WIDTH);
                Scope scope = Scope.open()) {
            Tensor x = model.input(7).requireGrad(true);
            Tensor y = model.apply(x);
            y.mul(y).sum().backward();
            float[] gradient = x.grad().orElseThrow().floats();
            Tensor plain = model.input(7).requireGrad(true);
            Tensor expected = model.applyDense(plain);
            expected.mul(expected).sum().backward();
            assertClose(y.floats(), expected.floats());
            assertClose(gradient, plain.grad().orElseThrow().floats());
            assertThat(plain.grad().orElseThrow().norm().item()).isGreaterThan(1e-3);
        }
    }

    @Test
    void gradientsGoThroughEveryMapUnderAutocastToo() {
        try (Model model = new Model(4, WIDTH);
                Scope scope = Scope.open();
                Autocast products = Autocast.open(DType.BFLOAT16)) {
            Tensor x = model.input(7).requireGrad(true);
            Tensor y = model.apply(x);
            assertThat(y.dtype()).isEqualTo(DType.BFLOAT16);
            y.sum().backward();
            Tensor plain = model.input(7).requireGrad(true);
            model.applyDense(plain).sum().backward();
            Tensor gradient = x.grad().orElseThrow();
            Tensor expected = plain.grad().orElseThrow();
            assertThat(expected.norm().item()).isGreaterThan(1e-3);
            assertThat(gradient.sub(expected).norm().item())
                    .isLessThan(0.02 * expected.norm().item());
        }
    }

    @Test
    void takesAnyLeadingShapeAndTheTypeOfItsInput() {
        try (Model model = new Model(1, WIDTH);
                Scope scope = Scope.open()) {
            Tensor x_NC = model.input(6);
            float[] flat = model.apply(x_NC).floats();
            assertThat(model.apply(x_NC.view(2, 3, WIDTH)).shape()).containsExactly(2, 3, WIDTH);
            assertThat(model.apply(x_NC.view(2, 3, WIDTH)).floats()).containsExactly(flat);
            Tensor half = x_NC.to(DType.BFLOAT16).requireGrad(true);
            Tensor y = model.maps.getFirst().product(half);
            assertThat(y.dtype()).isEqualTo(DType.BFLOAT16);
            y.sum().backward();
            double[] full = model.maps.getFirst().weight().sum(0, false).doubles();
            double[] gradient = half.grad().orElseThrow().doubles();
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).isCloseTo(full[i % WIDTH], within(0.02));
            }
        }
    }

    @Test
    void trainingHoldsOneWeightInFullAtMost() {
        int layers = 24;
        int width = 1024;
        long full = 4L * width * width;
        try (Model model = new Model(layers, width)) {
            step(model, width);
            NativeMemory before = NativeMemory.now();
            for (int i = 0; i < 20; i++) {
                step(model, width);
            }
            assertThat(NativeMemory.now().handles()).isEqualTo(before.handles());
            try (Scope scope = Scope.open()) {
                long resident = NativeMemory.now().residentBytes();
                Tensor y = model.apply(model.input(2).requireGrad(true));
                assertThat(NativeMemory.now().residentBytes() - resident).isLessThan(4 * full);
                y.sum().backward();
            }
        }
    }

    private static void step(Model model, int width) {
        try (Scope scope = Scope.open()) {
            Tensor x = model.input(2).requireGrad(true);
            model.apply(x).sum().backward();
            assertThat(x.grad().orElseThrow().size(1)).isEqualTo(width);
        }
    }

    @Test
    void answersTheSameOnceDequantised() {
        try (Model model = new Model(1, WIDTH);
                Scope scope = Scope.open()) {
            Tensor x = model.input(3);
            float[] before = model.apply(x).floats();
            assertThat(model.parameters.isQuantized()).isTrue();
            model.parameters.dequantize();
            assertThat(model.parameters.isQuantized()).isFalse();
            assertThat(model.parameters.all().keySet()).containsExactlyInAnyOrder("bias", "0.weight", "1.weight");
            // The second was made as a map whose weight the model stores as (in, out).
            assertThat(model.parameters.find("0.weight").orElseThrow().shape()).containsExactly(INNER, WIDTH);
            assertThat(model.parameters.find("1.weight").orElseThrow().shape()).containsExactly(INNER, WIDTH);
            assertClose(model.apply(x).floats(), before);
            model.maps.get(1).changeWeight(weight -> weight.add(Tensor.ones(WIDTH, INNER)));
            assertThat(model.apply(x)
                            .sub(Tensor.of(before, 3, WIDTH))
                            .abs()
                            .max()
                            .item())
                    .isGreaterThan(1e-3);
        }
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        float largest = 1e-3f;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f * largest));
        }
    }

    /** Pairs of maps, up and down again, with a nonlinearity after each. */
    private static final class Model implements AutoCloseable {
        private final Parameters parameters = new Parameters();
        private final List<StoredLinear> maps;
        private final int width;

        Model(int pairs, int width) {
            this.width = width;
            var makers = new QuantizedMaps(parameters);
            try (Rng rng = Rng.seeded(3);
                    Scope scope = Scope.open()) {
                Tensor bias = parameters.add("bias", Tensor.ones(width));
                this.maps = IntStream.range(0, 2 * pairs)
                        .mapToObj(i -> {
                            boolean up = i % 2 == 0;
                            int inner = width == WIDTH ? INNER : width;
                            Tensor weight = Tensor.empty(DType.FLOAT32, up ? inner : width, up ? width : inner)
                                    .normal_(0, 0.05, rng);
                            Nf4Weight quantized = Nf4.quantize(weight, true);
                            return makers.linear(
                                    i + ".weight",
                                    quantized,
                                    Map.of(
                                            i + ".weight",
                                            quantized.packed().keep(),
                                            i + ".scales",
                                            quantized.scales().keep(),
                                            i + ".nested",
                                            quantized
                                                    .nested()
                                                    .orElseThrow()
                                                    .scales()
                                                    .keep(),
                                            i + ".codes",
                                            quantized
                                                    .nested()
                                                    .orElseThrow()
                                                    .codes()
                                                    .keep()),
                                    up ? Optional.empty() : Optional.of(bias),
                                    !up);
                        })
                        .toList();
            }
        }

        Tensor input(int rows) {
            try (Rng rng = Rng.seeded(4);
                    NoGrad guard = NoGrad.open()) {
                return Tensor.empty(DType.FLOAT32, rows, width).normal_(0, 1, rng);
            }
        }

        Tensor apply(Tensor x) {
            Tensor y = x;
            for (StoredLinear map : maps) {
                y = Functions.silu(map.apply(y));
            }
            return y;
        }

        Tensor applyDense(Tensor x) {
            Tensor y = x;
            for (StoredLinear map : maps) {
                y = Functions.silu(Functions.linear(y, map.weight().copy(), map.bias()));
            }
            return y;
        }

        @Override
        public void close() {
            parameters.close();
        }
    }
}
