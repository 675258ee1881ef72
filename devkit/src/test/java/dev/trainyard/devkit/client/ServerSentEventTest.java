package dev.trainyard.devkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerSentEventTest {
    @Test
    void readsTypeIdAndData() {
        assertThat(parse("event: training.progressed", "id: 7", "data: {\"a\":1}", ""))
                .containsExactly(new ServerSentEvent("training.progressed", "7", "{\"a\":1}"));
    }

    @Test
    void joinsDataLinesAndSkipsComments() {
        assertThat(parse(": keep-alive", "", "data: one", "data:two", ""))
                .containsExactly(new ServerSentEvent("message", "", "one\ntwo"));
    }

    @Test
    void keepsTheLastIdForEventsWithoutOne() {
        assertThat(parse("id:3", "data:a", "", "data:b", ""))
                .extracting(ServerSentEvent::id)
                .containsExactly("3", "3");
    }

    @Test
    void dropsAnEventThatTheEndOfTheStreamCutsOff() {
        assertThat(parse("data: whole", "", "data: half")).hasSize(1);
    }

    private static List<ServerSentEvent> parse(String... lines) {
        List<ServerSentEvent> events = new ArrayList<>();
        ServerSentEvent.parse(List.of(lines).iterator()).forEachRemaining(events::add);
        return events;
    }
}
