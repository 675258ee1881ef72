package dev.trainyard.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void computesWithMklWhereItIsOnTheClassPath() {
        assertThat(NativeLibraries.blas()).contains("mkl");
    }

    @Test
    void keepsShapeTypeAndValues() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            assertThat(x.shape()).containsExactly(2, 3);
            assertThat(x.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(x.device()).isEqualTo(Device.CPU);
            assertThat(x.transpose(0, 1).floats()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(x.slice(1, 0, 3, 2).floats()).containsExactly(1, 3, 4, 6);
            assertThat(x.roll(1, -1).floats()).containsExactly(3, 1, 2, 6, 4, 5);
            assertThat(x.to(DType.BFLOAT16).dtype()).isEqualTo(DType.BFLOAT16);
            assertThat(Tensor.cat(List.of(x, x), 0).shape()).containsExactly(4, 3);
            assertThat(Tensor.ofIds(new int[] {2, 0}, 2).longs()).containsExactly(2, 0);
        }
    }

    @Test
    void refusesValuesThatDoNotFillTheShape() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 values do not fill the shape [2, 3]");
    }

    @Test
    void picksTheLargestAndItsPlace() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {3, 9, 7, 1}, 4);
            Tensor.Indexed top = x.topk(2);
            assertThat(top.values().floats()).containsExactly(9, 7);
            assertThat(top.indices().longs()).containsExactly(1, 2);
            assertThat(x.argmax(-1).itemLong()).isEqualTo(1);
            assertThat(x.sort(0, true).indices().longs()).containsExactly(1, 2, 0, 3);
        }
    }

    @Test
    void derivesThroughMultiplication() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {2, 3}, 2).requireGrad(true);
            x.mul(x).sum().backward();
            assertThat(x.grad().orElseThrow().floats()).containsExactly(4, 6);
            x.grad().orElseThrow().mul_(0.5);
            assertThat(x.grad().orElseThrow().floats()).containsExactly(2, 3);
            x.clearGrad();
            assertThat(x.grad()).isEmpty();
        }
    }

    @Test
    void recordsNothingWithoutGradients() {
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Tensor x = Tensor.of(new float[] {2}, 1).requireGrad(true);
            assertThat(x.mul(x).requiresGrad()).isFalse();
        }
        assertThat(NoGrad.recording()).isTrue();
    }

    @Test
    void groupedAttentionEqualsRepeatedHeads() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1)) {
            Tensor q = Tensor.empty(DType.FLOAT32, 2, 4, 5, 8).normal_(0, 1, rng);
            Tensor k = Tensor.empty(DType.FLOAT32, 2, 2, 5, 8).normal_(0, 1, rng);
            Tensor v = Tensor.empty(DType.FLOAT32, 2, 2, 5, 8).normal_(0, 1, rng);
            Tensor grouped = Functions.attention(q, k, v, true);
            Tensor repeated = Functions.attention(q, repeat(k), repeat(v), true);
            assertThat(grouped.sub(repeated).abs().max().item()).isLessThan(1e-5);
        }
    }

    private static Tensor repeat(Tensor heads) {
        return heads.unsqueeze(2).expand(2, 2, 2, 5, 8).reshape(2, 4, 5, 8);
    }

    @Test
    void leavesIgnoredLabelsOutOfTheLoss() {
        try (Scope scope = Scope.open()) {
            Tensor logits = Tensor.of(new float[] {0, 0, 5, 1}, 2, 2);
            Tensor labels = Tensor.ofIds(new int[] {1, Functions.IGNORED_LABEL}, 2);
            assertThat(Functions.crossEntropySum(logits, labels).item()).isCloseTo(Math.log(2), within(1e-6));
            assertThat(Functions.crossEntropy(logits, labels).floats()[1]).isZero();
        }
    }

    @Test
    void seesInfinitiesAndNonNumbers() {
        try (Scope scope = Scope.open()) {
            assertThat(Tensor.of(new float[] {1, 2}, 2).isFinite()).isTrue();
            assertThat(Tensor.of(new float[] {1, Float.NaN}, 2).isFinite()).isFalse();
            assertThat(Tensor.of(new float[] {Float.NEGATIVE_INFINITY}, 1).isFinite())
                    .isFalse();
        }
    }

    @Test
    void showsItsMemory() {
        try (Tensor x = Tensor.of(new float[] {1.5f, -2}, 2)) {
            var memory = x.memory().getFirst();
            assertThat(memory.getFloat(4)).isEqualTo(-2f);
            memory.putFloat(0, 7f);
            assertThat(x.floats()).containsExactly(7, -2);
        }
    }

    @Test
    void randomStreamContinuesFromItsState() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(42)) {
            Tensor.empty(DType.FLOAT32, 100).normal_(0, 1, rng);
            byte[] state = rng.state();
            float[] first = Tensor.empty(DType.FLOAT32, 100).normal_(0, 1, rng).floats();
            rng.restore(state);
            assertThat(Tensor.empty(DType.FLOAT32, 100).normal_(0, 1, rng).floats())
                    .containsExactly(first);
            assertThatThrownBy(() -> rng.restore(new byte[3])).hasMessageContaining("these are 3");
        }
    }

    @Test
    void equalSeedsGiveEqualStreamsInsideAndOutsideOfScopes() {
        float[] outside = normals(Rng.seeded(11));
        try (Scope scope = Scope.open()) {
            assertThat(normals(Rng.seeded(11))).containsExactly(outside);
        }
        assertThat(normals(Rng.seeded(12))).isNotEqualTo(outside);
    }

    private static float[] normals(Rng rng) {
        try (rng;
                Tensor tensor = Tensor.empty(DType.FLOAT32, 8).normal_(0, 1, rng)) {
            return tensor.floats();
        }
    }

    @Test
    void dropoutFollowsTheGlobalStream() {
        try (Scope scope = Scope.open()) {
            Tensor ones = Tensor.ones(1000);
            Rng.global(Device.CPU).seed(7);
            float[] first = Functions.dropout(ones, 0.5).floats();
            Rng.global(Device.CPU).seed(7);
            assertThat(Functions.dropout(ones, 0.5).floats()).containsExactly(first);
        }
    }

    @Test
    void nativeErrorsAreExceptions() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.ones(2, 3);
            assertThatThrownBy(() -> x.matmul(x)).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> Tensor.empty(DType.FLOAT32, 1L << 50)).matches(NativeMemory::isExhaustion);
        }
    }
}
