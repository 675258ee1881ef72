package dev.trainyard.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tables are what transformers' {@code get_*_schedule_with_warmup} give for the same settings. */
class LearningRateScheduleTest {
    @Test
    void linearRisesFromZeroAndFallsToZero() {
        assertThat(rates("linear", 4, 20, 6))
                .containsExactly(new double[] {0.0, 0.00125, 0.0025, 0.00375, 0.005, 0.0046875}, within(1e-12));
        assertThat(rate("linear", 4, 20, 20)).isCloseTo(0.0003125, within(1e-12));
        assertThat(rate("linear", 4, 20, 21)).isZero();
    }

    @Test
    void cosineFallsInHalfAWave() {
        double[] shares = {
            0.0, 1 / 3.0, 2 / 3.0, 1.0, 0.9330127018922194, 0.75, 0.5, 0.2500000000000001, 0.06698729810778065, 0.0
        };
        assertThat(rates("cosine", 3, 9, 10))
                .containsExactly(
                        IntStream.range(0, 10)
                                .mapToDouble(i -> 0.005 * shares[i])
                                .toArray(),
                        within(1e-12));
    }

    @Test
    void constantStaysAtThePeakAfterWarmup() {
        assertThat(rates("constant", 2, 5, 5))
                .containsExactly(new double[] {0.0, 0.0025, 0.005, 0.005, 0.005}, within(1e-12));
    }

    @Test
    void withoutWarmupTheFirstStepHasThePeakRate() {
        assertThat(rate("linear", 0, 10, 1)).isEqualTo(0.005);
        assertThat(rate("cosine", 0, 10, 1)).isEqualTo(0.005);
    }

    @Test
    void anUnknownShapeIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> LearningRateSchedule.Shape.named("polynomial"))
                .hasMessageContaining("polynomial")
                .hasMessageContaining("linear, cosine or constant");
    }

    private static double[] rates(String shape, int warmup, int total, int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToDouble(step -> rate(shape, warmup, total, step))
                .toArray();
    }

    private static double rate(String shape, int warmup, int total, int step) {
        return new LearningRateSchedule(LearningRateSchedule.Shape.named(shape), 0.005, warmup, total).rate(step);
    }
}
