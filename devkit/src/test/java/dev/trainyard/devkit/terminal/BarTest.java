package dev.trainyard.devkit.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BarTest {
    @ParameterizedTest
    @ValueSource(doubles = {-1, 0, 0.01, 0.5, 0.999, 1, 2, Double.NaN})
    void isAlwaysAsWideAsAskedFor(double fraction) {
        assertThat(Bar.of(fraction, 20)).hasSize(20);
    }

    @Test
    void growsByEighthsOfAColumn() {
        assertThat(Bar.of(0.5, 4)).isEqualTo("██░░");
        assertThat(Bar.of(1 / 8.0, 1)).isEqualTo("▏");
        assertThat(Bar.of(1, 4)).isEqualTo("████");
    }

    @Test
    void drawsAFallingSeriesFromHighToLow() {
        assertThat(Bar.sparkline(List.of(8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0), 8))
                .isEqualTo("█▇▆▅▄▃▂▁");
        assertThat(Bar.sparkline(List.of(2.0, 2.0), 8)).isEqualTo("▁▁");
        assertThat(Bar.sparkline(List.of(), 8)).isEmpty();
    }

    @Test
    void averagesWhereTheSeriesIsLongerThanTheDrawing() {
        assertThat(Bar.sparkline(List.of(1.0, 3.0, 9.0, 11.0), 2)).isEqualTo("▁█");
    }

    @Test
    void writesQuantitiesAsPeopleReadThem() {
        assertThat(Quantity.duration(Duration.ofMillis(8340))).isEqualTo("8.3 s");
        assertThat(Quantity.duration(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
        assertThat(Quantity.clock(42.4)).isEqualTo("0:42");
        assertThat(Quantity.count(983_040)).isEqualTo("983.0k");
        assertThat(Quantity.bytes(4_123_456)).isEqualTo("4.1 MB");
        assertThat(Quantity.metric(0.000_12)).isEqualTo("1.20e-04");
    }
}
