package dev.trainyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SameWorkTest {
    private static final Race.Entry PEER = entry(new Turn(1, 2.0, 0.5, 100, 96, List.of(7, 8), 0));

    @Test
    void acceptsRounding() {
        assertThatCode(() -> training(2.00005, 0.5001, 100)).doesNotThrowAnyException();
    }

    @Test
    void refusesAnotherLoss() {
        assertThatThrownBy(() -> training(2.0002, 0.5, 100)).hasMessageContaining("loss 2.0002, expected 2.0");
    }

    @Test
    void refusesAGradientOfZero() {
        assertThatThrownBy(() -> training(2.0, 0, 100)).hasMessageContaining("gradient norm 0.0");
    }

    @Test
    void refusesALossThatIsNoNumber() {
        assertThatThrownBy(() -> training(Double.NaN, 0.5, 100)).hasMessageContaining("loss NaN");
    }

    @Test
    void refusesPaddingCountedAsTokens() {
        assertThatThrownBy(() -> training(2.0, 0.5, 128)).hasMessageContaining("128 tokens, but the rows have 100");
    }

    @Test
    void refusesAnotherText() {
        Race.Entry ours = entry(new Turn(1, Double.NaN, Double.NaN, 2, 0, List.of(7, 9), 0));
        assertThatThrownBy(() -> SameWork.requireGeneration(List.of(ours), PEER, 2))
                .hasMessageContaining("generated [7, 9], expected [7, 8]");
    }

    private static void training(double loss, double norm, long tokens) {
        Race.Entry ours = entry(new Turn(1, loss, norm, tokens, 0, List.of(), 0));
        SameWork.requireTraining(
                List.of(ours, PEER), PEER, List.of(100L), SameWork.Tolerance.of(Workload.Precision.fp32));
    }

    private static Race.Entry entry(Turn turn) {
        return new Race.Entry("side", JsonNodeFactory.instance.objectNode(), List.of(turn), 0, 100, "mkl");
    }
}
