package dev.trainyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static final int WARM_UP = 1;

    @Test
    void ratiosAreOfRoundsNotOfMedians() {
        // A machine that is slow in one round is slow for both: each round is 2 to 1.
        Race.Entry ours = entry("ours", 600, turn(9, 2.0), turn(1, 1.0), turn(4, 0.5), turn(2, 0.2));
        Race.Entry peer = entry("peer", 1200, turn(1, 2.0), turn(2, 1.0), turn(8, 0.5), turn(4, 0.2));

        Comparison comparison = Comparison.of(ours, peer, List.of(100L, 100L, 100L));

        assertThat(comparison.speed()).isEqualTo(new Ratio(2, 2, 2));
        assertThat(comparison.won()).isEqualTo(3);
        assertThat(comparison.unitsPerSecond()).isEqualTo(50);
        assertThat(comparison.memory()).isEqualTo(0.5);
    }

    @Test
    void lossesOfTheWarmUpCountToo() {
        Race.Entry ours = entry("ours", 600, turn(1, 2.5), turn(1, 1.0));
        Race.Entry peer = entry("peer", 600, turn(1, 2.0), turn(1, 1.1));

        assertThat(Comparison.of(ours, peer, List.of(100L)).lossDifference()).isCloseTo(0.5, within(1e-9));
    }

    private static Race.Entry entry(String name, long peak, Turn... turns) {
        return new Race.Entry(name, JsonNodeFactory.instance.objectNode(), List.of(turns), WARM_UP, peak, "mkl");
    }

    private static Turn turn(double seconds, double loss) {
        return new Turn(seconds, loss, 1, 100, 96, List.of(), 0);
    }
}
