package dev.trainyard.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.trainer.domain.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StopSignalTest {
    private final StopSignal signal = new StopSignal();
    private final List<Stop> heard = new ArrayList<>();

    @Test
    void theFirstWishCounts() {
        signal.onRequest(heard::add);
        signal.request(new Stop.Cancel("a"));
        signal.request(new Stop.Shutdown());

        assertThat(signal.asked()).contains(new Stop.Cancel("a"));
        assertThat(heard).containsExactly(new Stop.Cancel("a"));
    }

    @Test
    void beingSupersededOverrulesAnyOtherWish() {
        signal.onRequest(heard::add);
        signal.request(new Stop.Cancel("a"));
        signal.request(new Stop.Superseded());
        signal.request(new Stop.Superseded());

        assertThat(signal.asked()).contains(new Stop.Superseded());
        assertThat(heard).containsExactly(new Stop.Cancel("a"), new Stop.Superseded());
    }

    @Test
    void whoComesLateHearsTheWishAtOnce() {
        signal.request(new Stop.Shutdown());
        signal.onRequest(heard::add);

        assertThat(heard).containsExactly(new Stop.Shutdown());
    }

    @Test
    void waitingEndsWithAWishOrWithTime() throws InterruptedException {
        assertThat(signal.await(Duration.ofMillis(20))).isFalse();
        Thread.ofVirtual().start(() -> signal.request(new Stop.Shutdown()));
        assertThat(signal.await(Duration.ofMinutes(1))).isTrue();
    }
}
