package dev.trainyard.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrewTest {
    private final Crew crew = new Crew();

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "7, 2", "1000, 3", "3, 8"})
    void everyChunkIsDoneOnce(int chunks, int threads) {
        for (int round = 0; round < 200; round++) {
            var times = new AtomicIntegerArray(chunks);
            crew.share(chunks, threads, times::incrementAndGet);
            assertThat(IntStream.range(0, chunks).map(times::get)).containsOnly(1);
        }
    }

    @Test
    void helpersThatFellAsleepAreWoken() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            var times = new AtomicIntegerArray(50);
            crew.share(50, 2, times::incrementAndGet);
            assertThat(IntStream.range(0, 50).map(times::get)).containsOnly(1);
            Thread.sleep(2);
        }
    }

    @Test
    void aFailureOfAnyThreadReachesTheCaller() {
        assertThatThrownBy(() -> crew.share(100, 2, chunk -> {
                    if (chunk == 99) {
                        throw new IllegalArgumentException("chunk 99");
                    }
                }))
                .hasRootCauseMessage("chunk 99");
        var times = new AtomicIntegerArray(100);
        crew.share(100, 2, times::incrementAndGet);
        assertThat(IntStream.range(0, 100).map(times::get)).containsOnly(1);
    }

    @Test
    void severalCallersDoNotMeet() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            var running = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(caller -> callers.submit(() -> everyChunkIsDoneOnce(40, 2)))
                    .toList();
            for (Future<?> caller : running) {
                caller.get(30, TimeUnit.SECONDS);
            }
        }
    }
}
