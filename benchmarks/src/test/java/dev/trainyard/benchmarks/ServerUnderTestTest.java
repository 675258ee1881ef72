package dev.trainyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerUnderTestTest {
    private static final ObjectNode REQUEST = JsonNodeFactory.instance.objectNode();

    @TempDir
    Path logs;

    @Test
    void asksAServerThatClosesConnectionsUnannouncedAgainAndAgain() throws IOException {
        try (ServerUnderTest server = start("closing")) {
            for (int round = 0; round < 10; round++) {
                assertThat(server.answers(List.of(REQUEST))).allSatisfy(answer -> {
                    assertThat(answer.text()).isEqualTo("ab");
                    assertThat(answer.tokens()).isEqualTo(2);
                });
                assertThat(server.answers(Collections.nCopies(4, REQUEST))).hasSize(4);
            }
        }
    }

    @Test
    void saysWhyAnAnswerBrokeOff() throws IOException {
        try (ServerUnderTest server = start("breaking")) {
            assertThatThrownBy(() -> server.answers(List.of(REQUEST)))
                    .isInstanceOf(BenchmarkFailure.class)
                    .hasMessageContaining("breaking broke off an answer after")
                    .hasMessageContaining("IOException")
                    .hasMessageContaining("it still runs")
                    .hasMessageContaining("the slot is gone");
        }
    }

    @Test
    void saysHowAServerThatDoesNotStartEnded() {
        assertThatThrownBy(() -> start("failing"))
                .isInstanceOf(BenchmarkFailure.class)
                .hasMessageContaining("failing ended with exit code 7")
                .hasMessageContaining("no model in this file");
    }

    private ServerUnderTest start(String manner) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RudeServer.class.getName(),
                manner,
                Integer.toString(port));
        return ServerUnderTest.start(new Program(manner, command, Map.of()), port, logs);
    }
}
