package dev.trainyard.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.gateway.domain.EventLog;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventTableTest {
    @Test
    void keepsABoundedNumberOfFrequentEventsEvenlySpread() {
        TreeSet<Long> kept = new TreeSet<>();
        for (long newest = 1; newest <= 20_000; newest++) {
            long stride = EventTable.stride(newest);
            long number = newest;
            kept.add(newest);
            kept.removeIf(old -> old < number && old % stride != 0);
            assertThat(kept.size()).isLessThanOrEqualTo(EventLog.MOST_OF_A_KIND);
            assertThat(kept.last()).isEqualTo(newest);
        }
        assertThat(kept.size()).isGreaterThan(EventLog.MOST_OF_A_KIND / 2 - 2);
        assertThat(kept.first()).isEqualTo(EventTable.stride(20_000));
    }
}
