package dev.trainyard.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.tensor.Functions;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.RowKernels;
import dev.trainyard.tensor.RowKernels.Heads;
import dev.trainyard.tensor.RowKernels.Matrix;
import dev.trainyard.tensor.RowMatrix;
import dev.trainyard.tensor.Rows;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class VectorRowKernelsTest {
    private final RowKernels kernels = new VectorRowKernels();
    private Scope scope;
    private Rng rng;

    @BeforeEach
    void open() {
        scope = Scope.open();
        rng = Rng.seeded(7);
    }

    @AfterEach
    void close() {
        rng.close();
        scope.close();
    }

    @Test
    void areFoundOnTheClassPath() {
        assertThat(RowKernels.find())
                .hasValueSatisfying(found -> assertThat(found).isInstanceOf(VectorRowKernels.class));
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
        "5, 15, 7000",
        "40, 512, 77"
    })
    void productsAgreeWithBlas(int rows, int in, int out) {
        Tensor x = normal(rows, in);
        Tensor weight = normal(out, in);
        Tensor bias = normal(out);
        try (RowMatrix matrix = new RowMatrix(kernels, weight, Optional.of(bias))) {
            Tensor y = Tensor.zeros(rows, out);
            kernels.multiply(at(x), List.of(matrix.whole()), at(y), rows, false, 2);
            assertClose(y, Functions.linear(x, weight, bias), 2e-6 * in);
            if (rows <= kernels.mostRows()) {
                assertClose(matrix.product(x), Functions.linear(x, weight), 2e-6 * in);
                assertClose(matrix.apply(x), Functions.linear(x, weight, bias), 2e-6 * in);
            }
        }
    }

    @Test
    void productsOfSeveralMatricesLieSideBySideAndMayBeAdded() {
        Tensor x = normal(5, 40);
        Tensor one = normal(70, 40);
        Tensor other = normal(9, 40);
        Tensor bias = normal(9);
        Tensor y = normal(5, 79);
        Tensor expected = y.add(Tensor.cat(List.of(Functions.linear(x, one), Functions.linear(x, other, bias)), 1));
        try (RowMatrix first = new RowMatrix(kernels, one, Optional.empty());
                RowMatrix second = new RowMatrix(kernels, other, Optional.of(bias))) {
            kernels.multiply(at(x), List.of(first.whole(), second.whole()), at(y), 5, true, 2);
        }
        assertClose(y, expected, 1e-4);
    }

    @ParameterizedTest(name = "{0} rows of {1} to {2}")
    @CsvSource({"7, 130, 3000", "13, 128, 301", "14, 1408, 100", "9, 100, 47"})
    void aRowsResultDependsOnNothingElse(int rows, int in, int out) {
        Tensor x = normal(rows, in);
        Tensor weight = normal(out, in);
        float[] together = product(x, weight, 2);
        for (int row = 0; row < rows; row++) {
            assertThat(Arrays.equals(
                            product(x.narrow(0, row, 1), weight, 2),
                            Arrays.copyOfRange(together, row * out, (row + 1) * out)))
                    .as("row %d", row)
                    .isTrue();
        }
        for (int threads = 1; threads <= 3; threads++) {
            assertThat(product(x, weight, threads)).isEqualTo(together);
        }
    }

    private float[] product(Tensor x, Tensor weight, int threads) {
        int rows = (int) x.size(0);
        int out = (int) weight.size(0);
        Tensor y = Tensor.zeros(rows, out);
        var matrix = new Matrix(at(weight), 0, (int) weight.size(1), out);
        kernels.multiply(at(x), List.of(matrix), at(y), rows, false, threads);
        return y.floats();
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "3, 64", "2, 100"})
    void normsAgreeWithTorch(int rows, int width) {
        Tensor x = normal(rows, width).mul(3).add(1);
        Tensor weight = normal(width);
        Tensor bias = normal(width);
        Tensor y = Tensor.zeros(rows, width);
        kernels.rmsNorm(at(x), at(weight), 1e-5, at(y), rows, width);
        assertClose(y, Functions.rmsNorm(x, weight, 1e-5), 1e-5);
        kernels.layerNorm(at(x), at(weight), at(bias), 1e-5, at(y), rows, width);
        assertClose(y, Functions.layerNorm(x, weight, bias, 1e-5), 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "3, 64", "2, 5000"})
    void activationsAgreeWithTorch(int rows, int inner) {
        Tensor x = normal(rows, 2L * inner).mul(20);
        Tensor y = Tensor.zeros(rows, inner);
        kernels.swiglu(at(x), at(y), rows, inner, 2);
        List<Tensor> halves = x.split(1, inner, inner);
        assertClose(y, Functions.silu(halves.get(0)).mul(halves.get(1)), 1e-3);
        Tensor z = normal(rows, inner).mul(4);
        kernels.geluTanh(at(z), at(y), rows, inner, 2);
        assertClose(y, Functions.geluTanh(z), 2e-6);
    }

    @ParameterizedTest(name = "{0} heads on {1} of {2}, {3} tokens")
    @CsvSource({"4, 2, 12, 1", "8, 4, 64, 50", "3, 3, 20, 33", "6, 1, 7, 130"})
    void attentionToACacheAgreesWithTorch(int heads, int keyHeads, int dim, int tokens) {
        var shape = new Heads(heads, keyHeads, dim);
        int capacity = tokens + 3;
        List<Tensor> expected = new ArrayList<>();
        List<RowKernels.Seen> rows = new ArrayList<>();
        Tensor attended = Tensor.zeros(2, (long) heads * dim);
        for (int row = 0; row < 2; row++) {
            Tensor keys = normal(1, keyHeads, capacity, dim);
            Tensor values = normal(1, keyHeads, capacity, dim);
            Tensor qkv = normal((heads + 2L * keyHeads) * dim);
            Tensor to = attended.select(0, row);
            rows.add(new RowKernels.Seen(at(qkv), at(keys), at(values), at(to), tokens - 1, capacity));
            Tensor q = qkv.narrow(0, 0, (long) heads * dim).view(1, heads, 1, dim);
            Tensor k = qkv.narrow(0, (long) heads * dim, (long) keyHeads * dim).view(1, keyHeads, 1, dim);
            Tensor v = qkv.narrow(0, (long) (heads + keyHeads) * dim, (long) keyHeads * dim)
                    .view(1, keyHeads, 1, dim);
            Tensor allKeys = Tensor.cat(List.of(keys.narrow(2, 0, tokens - 1), k), 2);
            Tensor allValues = Tensor.cat(List.of(values.narrow(2, 0, tokens - 1), v), 2);
            expected.add(Functions.attention(q, allKeys, allValues, false).view(1, -1));
        }
        kernels.attend(shape, rows, 2);
        assertClose(attended, Tensor.cat(expected, 0), 1e-5);
    }

    @Test
    void lanesOfManyVectorsAreSummedAsThoseOfOne() {
        int count = Lanes.COUNT;
        float[] numbers = normal((long) count * count).floats();
        float[] expected = new float[count];
        for (int i = 0; i < count; i++) {
            expected[i] = Lanes.sum(FloatVector.fromArray(Lanes.SPECIES, numbers, i * count));
        }
        assertThat(Lanes.sums(numbers, 0).toArray()).isEqualTo(expected);
    }

    @Test
    void tokensOfOneTextSeeEachOtherInTheirOrder() {
        var shape = new Heads(4, 2, 16);
        int width = 8 * 16;
        Tensor qkv = normal(5, width);
        Tensor together = attended(shape, qkv, 5);
        Tensor oneByOne = attended(shape, qkv, 1);
        assertThat(together.floats()).isEqualTo(oneByOne.floats());
    }

    /** Of tokens that come so many at a time. */
    private Tensor attended(Heads shape, Tensor qkv, int atOnce) {
        int tokens = (int) qkv.size(0);
        Tensor keys = Tensor.zeros(1, shape.keyHeads(), tokens, shape.headDim());
        Tensor values = Tensor.zeros(1, shape.keyHeads(), tokens, shape.headDim());
        Tensor attended = Tensor.zeros(tokens, (long) shape.heads() * shape.headDim());
        for (int from = 0; from < tokens; from += atOnce) {
            List<RowKernels.Seen> rows = new ArrayList<>();
            for (int token = from; token < from + atOnce; token++) {
                rows.add(new RowKernels.Seen(
                        at(qkv.select(0, token)), at(keys), at(values), at(attended.select(0, token)), token, tokens));
            }
            kernels.attend(shape, rows, 2);
        }
        return attended;
    }

    @Test
    void takesOnlyFewPlainRows() {
        try (RowMatrix matrix = new RowMatrix(kernels, Tensor.ones(3, 4), Optional.empty())) {
            assertThat(matrix.takes(Tensor.ones(1, 8, 4))).isTrue();
            assertThat(matrix.takes(Tensor.ones(9, 4))).isFalse();
            assertThat(matrix.takes(Tensor.ones(4, 2).transpose(0, 1))).isFalse();
            assertThat(matrix.product(Tensor.ones(2, 1, 4)).shape()).containsExactly(2, 1, 3);
            assertThatThrownBy(() -> new RowMatrix(kernels, Tensor.ones(3, 4).transpose(0, 1), Optional.empty()))
                    .hasMessageContaining("row after row");
        }
    }

    private Tensor normal(long... shape) {
        return Tensor.zeros(shape).normal_(0, 1, rng);
    }

    private static long at(Tensor tensor) {
        try (Rows rows = Rows.of(tensor)) {
            return rows.address();
        }
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        float[] a = actual.floats();
        float[] e = expected.floats();
        assertThat(a).hasSameSizeAs(e);
        for (int i = 0; i < e.length; i++) {
            assertThat((double) a[i]).as("%d", i).isCloseTo(e[i], within(tolerance));
        }
    }
}
