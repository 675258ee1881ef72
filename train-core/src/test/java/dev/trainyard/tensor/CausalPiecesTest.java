package dev.trainyard.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces against one call with the whole mask, on lengths that pieces do not divide. */
class CausalPiecesTest {
    @ParameterizedTest
    @ValueSource(longs = {65, 128, 301})
    void piecesAndTheirGradientsAreThoseOfTheWhole(long tokens) {
        try (Rng rng = Rng.seeded(tokens);
                Scope scope = Scope.open()) {
            Tensor q = random(rng, 2, tokens, 6, 5);
            Tensor k = random(rng, 2, tokens, 3, 5);
            Tensor v = random(rng, 2, tokens, 3, 5);
            Tensor gradient = random(rng, 2, 6, tokens, 5);
            assertThat(CausalPieces.pay(tokens)).isTrue();
            List<float[]> pieces = results(q, k, v, gradient, false);
            List<float[]> whole = results(q, k, v, gradient, true);
            for (int i = 0; i < whole.size(); i++) {
                assertThat(pieces.get(i)).containsExactly(whole.get(i), within(1e-5f));
            }
        }
    }

    private static Tensor random(Rng rng, long... shape) {
        return Tensor.empty(DType.FLOAT32, shape).normal_(0, 1, rng);
    }

    /** What comes out, and the gradients by what goes in. */
    private static List<float[]> results(Tensor q, Tensor k, Tensor v, Tensor gradient, boolean masked) {
        List<Tensor> leaves = List.of(q, k, v).stream()
                .map(tensor -> tensor.detach().requireGrad(true))
                .toList();
        List<Tensor> heads = leaves.stream().map(leaf -> leaf.transpose(1, 2)).toList();
        long tokens = q.size(1);
        Tensor seen =
                Tensor.range(0, tokens).view(1, -1).le(Tensor.range(0, tokens).view(-1, 1));
        Tensor attended = masked
                ? Functions.attention(heads.get(0), heads.get(1), heads.get(2), seen)
                : Functions.attention(heads.get(0), heads.get(1), heads.get(2), true);
        attended.backward(gradient);
        List<float[]> results = new ArrayList<>(List.of(attended.floats()));
        leaves.forEach(leaf -> results.add(leaf.grad().orElseThrow().floats()));
        return results;
    }

    @Test
    void shortAndVeryLongSequencesStayWhole() {
        assertThat(CausalPieces.pay(64)).isFalse();
        assertThat(CausalPieces.pay(1024)).isTrue();
        assertThat(CausalPieces.pay(1025)).isFalse();
    }
}
