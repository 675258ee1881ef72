package dev.trainyard.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.RowMatrix;
import dev.trainyard.tensor.RowProducts;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorRowProductsTest {
    @Test
    void isFoundOnTheClassPath() {
        assertThat(RowProducts.find())
                .hasValueSatisfying(found -> assertThat(found).isInstanceOf(VectorRowProducts.class));
    }

    @ParameterizedTest(name = "{0} rows of {1} to {2}")
    @CsvSource({
        "1, 512, 1408",
        "1, 1, 1",
        "1, 37, 5",
        "2, 64, 64",
        "3, 200, 301",
        "4, 33, 100",
        "8, 512, 1000",
        "5, 15, 7000"
    })
    void agreesWithBlas(int rows, int in, int out) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(7)) {
            Tensor x = normal(rng, rows, in);
            Tensor weight = normal(rng, out, in);
            float[] expected = Functions.linear(x, weight).floats();
            float[] product = product(x, weight);
            for (int i = 0; i < expected.length; i++) {
                assertThat(product[i]).isCloseTo(expected[i], within(2e-6f * in));
            }
        }
    }

    @Test
    void aRowsResultDependsOnNothingElse() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(8)) {
            Tensor x = normal(rng, 7, 130);
            Tensor weight = normal(rng, 3000, 130);
            float[] together = product(x, weight);
            for (int row = 0; row < 7; row++) {
                assertThat(Arrays.equals(
                                product(x.narrow(0, row, 1), weight),
                                Arrays.copyOfRange(together, row * 3000, (row + 1) * 3000)))
                        .as("row %d", row)
                        .isTrue();
            }
            for (int threads = 1; threads <= 3; threads++) {
                assertThat(product(new Threads(new VectorRowProducts(), threads), x, weight))
                        .isEqualTo(together);
            }
        }
    }

    /** The same products with a number of threads of one's own. */
    private record Threads(RowProducts products, int threads) implements RowProducts {
        @Override
        public boolean available() {
            return products.available();
        }

        @Override
        public int mostRows() {
            return products.mostRows();
        }

        @Override
        public void multiply(long x_RI, long weight_OI, long y_RO, int rows, int in, int out, int ofTheProcess) {
            products.multiply(x_RI, weight_OI, y_RO, rows, in, out, threads);
        }
    }

    @Test
    void takesOnlyFewPlainRows() {
        try (Scope scope = Scope.open();
                RowMatrix matrix = new RowMatrix(new VectorRowProducts(), Tensor.ones(3, 4))) {
            assertThat(matrix.takes(Tensor.ones(1, 8, 4))).isTrue();
            assertThat(matrix.takes(Tensor.ones(9, 4))).isFalse();
            assertThat(matrix.takes(Tensor.ones(4, 2).transpose(0, 1))).isFalse();
            assertThat(matrix.product(Tensor.ones(2, 1, 4)).shape()).containsExactly(2, 1, 3);
            assertThatThrownBy(() -> new RowMatrix(
                            new VectorRowProducts(), Tensor.ones(3, 4).transpose(0, 1)))
                    .hasMessageContaining("row after row");
        }
    }

    private static Tensor normal(Rng rng, long... shape) {
        return Tensor.zeros(shape).normal_(0, 1, rng);
    }

    private static float[] product(Tensor x, Tensor weight) {
        return product(new VectorRowProducts(), x, weight);
    }

    private static float[] product(RowProducts products, Tensor x, Tensor weight) {
        try (Scope scope = Scope.open();
                RowMatrix matrix = new RowMatrix(products, weight)) {
            return matrix.product(x.contiguous()).floats();
        }
    }
}
