package dev.trainyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RatioTest {
    @Test
    void quartilesLieBetweenNeighbours() {
        assertThat(Ratio.of(4, 1, 3, 2)).isEqualTo(new Ratio(2.5, 1.75, 3.25));
        assertThat(Ratio.of(5, 1, 3)).isEqualTo(new Ratio(3, 2, 4));
        assertThat(Ratio.of(7)).isEqualTo(new Ratio(7, 7, 7));
    }

    @Test
    void isWrittenWithTwoDecimals() {
        assertThat(new Ratio(1.236, 1.111, 1.377)).hasToString("1.24 (1.11–1.38)");
    }

    @Test
    void needsRounds() {
        assertThatThrownBy(Ratio::of).hasMessageContaining("no rounds");
    }
}
