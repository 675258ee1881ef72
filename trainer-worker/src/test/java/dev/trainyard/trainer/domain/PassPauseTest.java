package dev.trainyard.trainer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PassPauseTest {
    private static final PassPause FIRST = PassPause.usual(Duration.ofSeconds(2));

    @Test
    void doublesWithEachRoundUpToALimit() {
        List<Long> seconds = Stream.iterate(FIRST, PassPause::afterRound)
                .limit(6)
                .map(pause -> pause.time().toSeconds())
                .toList();
        assertThat(seconds).containsExactly(2L, 4L, 8L, 16L, 16L, 16L);
    }

    @Test
    void startsAnewOnceTheWorkerHadSomethingToDo() {
        assertThat(FIRST.afterRound().afterRound().afterWork().time()).isEqualTo(Duration.ofSeconds(2));
    }
}
