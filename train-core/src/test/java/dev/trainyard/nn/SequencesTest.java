package dev.trainyard.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequencesTest {
    @Test
    void neighboursOfOneLengthShareARun() {
        Sequences sequences = Sequences.ofLengths(3, 3, 2, 1, 1, 1, 3);

        assertThat(sequences.runs())
                .containsExactly(
                        new Sequences.Run(2, 3),
                        new Sequences.Run(1, 2),
                        new Sequences.Run(3, 1),
                        new Sequences.Run(1, 3));
        assertThat(sequences.count()).isEqualTo(7);
        assertThat(sequences.tokens()).isEqualTo(14);
        assertThat(sequences.longest()).isEqualTo(3);
    }

    @Test
    void positionsStartAnewInEverySequence() {
        assertThat(Sequences.ofLengths(3, 3, 1).positions(0)).containsExactly(0, 1, 2, 0, 1, 2, 0);
        assertThat(Sequences.rows(2, 2).positions(5)).containsExactly(5, 6, 5, 6);
    }
}
