package dev.trainyard.devkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.devkit.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command against a gateway that says what it is told to. */
@SuppressWarnings("NullAway.Init")
final class EvaluateCommandTest {
    private static final String COMPLETED = """
            "status": "completed", "samples": 60, "gate_passed": %s, "gate_messages": [%s],
            "metrics": {"exact_match": 0.9}, "intervals": {"exact_match": {"low": 0.8, "high": 0.95}},
            "comparisons": [{"with": "tutor/1", "metrics": [
                {"metric": "exact_match", "value": 0.9, "other": 0.5, "p": 0.00007, "verdict": "better"}]}],
            "promotion": {"alias": "champion", "decided": true, "promoted": true,
                          "message": "to be promoted to champion: really better",
                          "outcome": "champion moved to version 2; it is there now"}
            """;

    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private HttpServer gateway;
    private String settled = "";

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/api/training", this::answer);
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void showsMetricsWithIntervalsAndTheComparison() {
        settled = COMPLETED.formatted(true, "");
        assertThat(run("--data", "rows.jsonl", "--metrics", "exact_match,bleu", "--compare-with", "tutor@champion"))
                .isEqualTo(ExitCode.DONE);
        assertThat(asked.getFirst())
                .startsWith("POST /api/training/evaluate/tutor%40candidate ")
                .contains("\"data\":\"rows.jsonl\"", "[\"exact_match\",\"bleu\"]")
                .contains("\"compare_with\":\"tutor@champion\"");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("tutor/2 on 60 rows: eval-1", "0.8", "to 0.95", "against tutor/1", "better")
                .contains("promotion: to be promoted to champion: really better", "champion moved to version 2");
    }

    @Test
    void aThresholdThatDoesNotHoldIsAFailure() {
        settled = COMPLETED.formatted(false, "\"exact_match is 0.9000, too low by 0.05\"");
        assertThat(run("--threshold", "exact_match=0.95", "--stride", "64", "--max-new-tokens", "8"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(asked.getFirst())
                .contains("\"thresholds\":{\"exact_match\":0.95}", "\"stride\":64", "\"max_new_tokens\":8");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("gate: exact_match is 0.9000, too low by 0.05");
    }

    @Test
    void saysWhyThereIsNoResult() {
        settled = "\"status\": \"failed\", \"error\": {\"message\": \"the data has 1 problem\"}";
        assertThat(run()).isEqualTo(ExitCode.FAILED);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("failed: the data has 1 problem");
    }

    private int run(String... options) {
        Session session = new Session(
                new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false, false, 100),
                Map.of(),
                Path.of("."));
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                "models:/tutor@candidate",
                "--url",
                "http://127.0.0.1:" + gateway.getAddress().getPort()));
        arguments.addAll(List.of(options));
        return TrainyardCommand.commandLine(session).execute(arguments.toArray(String[]::new));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " " + body);
            String state = asked.size() == 1
                    ? "\"status\": \"queued\""
                    : asked.size() == 2 ? "\"status\": \"running\", \"progress\": 0.5, \"eta_seconds\": 3" : settled;
            byte[] answer = ("{\"data\": {\"id\": \"eval-1\", \"version\": \"tutor/2\", " + state + "}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(asked.size() == 1 ? 202 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }
}
