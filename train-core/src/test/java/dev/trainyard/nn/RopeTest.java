package dev.trainyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.Rng;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RopeTest {
    @Test
    void turnsPairsByTheirAngle() {
        try (Scope scope = Scope.open();
                var rope = new Rope(RopeConfig.of(4, 100), Device.CPU)) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 4);
            float[] y = rope.of(Sequences.rows(1, 1), 3).apply(x).floats();
            // Pairs (0, 2) and (1, 3) by 3 · 100^0 and 3 · 100^(−1/2).
            assertThat(y[0]).isCloseTo((float) (Math.cos(3) - 3 * Math.sin(3)), within(1e-5f));
            assertThat(y[2]).isCloseTo((float) (3 * Math.cos(3) + Math.sin(3)), within(1e-5f));
            assertThat(y[1]).isCloseTo((float) (2 * Math.cos(0.3) - 4 * Math.sin(0.3)), within(1e-5f));
            assertThat(y[3]).isCloseTo((float) (4 * Math.cos(0.3) + 2 * Math.sin(0.3)), within(1e-5f));
        }
    }

    @Test
    void growsItsTablesWithoutChangingAngles() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(5);
                var rope = new Rope(RopeConfig.of(8, 10_000), Device.CPU);
                var grown = new Rope(RopeConfig.of(8, 10_000), Device.CPU)) {
            Tensor x = Tensor.empty(DType.FLOAT32, 10, 2, 8).normal_(0, 1, rng);
            Sequences ten = Sequences.rows(1, 10);
            grown.of(ten, 5_000);
            assertThat(grown.of(ten, 100).apply(x).sameAs(rope.of(ten, 100).apply(x)))
                    .isTrue();
        }
    }

    @Test
    void startsAnewInEverySequence() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(5);
                var rope = new Rope(RopeConfig.of(8, 10_000), Device.CPU)) {
            Tensor x = Tensor.empty(DType.FLOAT32, 7, 2, 8).normal_(0, 1, rng);
            Tensor together = rope.of(Sequences.ofLengths(4, 3), 0).apply(x);
            Tensor first = rope.of(Sequences.rows(1, 4), 0).apply(x.narrow(0, 0, 4));
            Tensor second = rope.of(Sequences.rows(1, 3), 0).apply(x.narrow(0, 4, 3));
            assertThat(together.narrow(0, 0, 4).sameAs(first)).isTrue();
            assertThat(together.narrow(0, 4, 3).sameAs(second)).isTrue();
        }
    }

    @Test
    void stretchesLongWavelengthsAsLlama3() {
        var scaled = new RopeConfig(128, 500_000, 1, Optional.of(new RopeConfig.Llama3(8, 1, 4, 8192)));
        float[] frequencies = scaled.inverseFrequencies();
        float[] plain = RopeConfig.of(128, 500_000).inverseFrequencies();
        // Short wavelengths stay, long ones are divided by the factor, and those between are blended.
        assertThat(frequencies[0]).isEqualTo(plain[0]);
        assertThat(frequencies[63]).isCloseTo(plain[63] / 8, within(1e-12f));
        // Computed by hand for i = 32: wavelength 4442.88, smooth (8192 / 4442.88 − 1) / 3 = 0.281287.
        assertThat(frequencies[32]).isCloseTo((float) (plain[32] * (0.718713 / 8 + 0.281287)), within(1e-8f));
    }

    @Test
    void dividesPositionsByALinearFactor() {
        float[] frequencies = new RopeConfig(8, 10_000, 4, Optional.empty()).inverseFrequencies();
        assertThat(frequencies[1]).isCloseTo(0.1f / 4, within(1e-8f));
    }
}
