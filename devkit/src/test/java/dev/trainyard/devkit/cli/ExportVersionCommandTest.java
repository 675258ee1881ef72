package dev.trainyard.devkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.artifacts.Checksums;
import dev.trainyard.devkit.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command against a gateway that says what it is told to. */
@SuppressWarnings("NullAway.Init")
class ExportVersionCommandTest {
    private static final String SHA256_OF_GGUF = "b1ba7c48c0b3f58b0d6a6f8cf3c3b0d5a5bd5a4fbaf7b1b37a4e0ee3c5ddda4b";
    private static final String FILE = "{\"name\": \"tutor-Q8_0.gguf\", \"bytes\": 4, \"sha256\": \"%s\","
            + " \"href\": \"/exports/exp-1/files/tutor-Q8_0.gguf\"}";

    @TempDir
    Path folder;

    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter errors = new StringWriter();
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
    void followsTheExportAndFetchesItsFiles() throws IOException {
        settled = completed(sha256("GGUF"));

        assertThat(run("--type", "Q8_0", "--output", folder.resolve("out").toString()))
                .isEqualTo(ExitCode.DONE);

        assertThat(asked.getFirst())
                .startsWith("POST /api/training/models/tutor%40champion/export")
                .contains("\"format\":\"gguf\"", "\"type\":\"Q8_0\"");
        assertThat(folder.resolve("out/tutor-Q8_0.gguf")).hasContent("GGUF");
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("comparing on 64 rows", "mean divergence 0.002", "tutor/2 is 4 B of 16 B before")
                .contains("SHA-256");
    }

    @Test
    void leavesNothingOfAFileThatArrivedDamaged() throws IOException {
        settled = completed(SHA256_OF_GGUF);

        assertThat(run("--type", "Q8_0", "--output", folder.resolve("out").toString()))
                .isNotEqualTo(ExitCode.DONE);

        assertThat(errors.toString()).contains("expected " + SHA256_OF_GGUF);
        assertThat(Files.list(folder.resolve("out"))).isEmpty();
    }

    @Test
    void saysWhyAnExportWasRefused() {
        settled = "\"status\": \"refused\", \"exceeded\": [\"the mean divergence is 0.5, at most 0.1 is allowed\"]";

        assertThat(run("--type", "Q4_0")).isEqualTo(ExitCode.FAILED);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("refused: the mean divergence is 0.5");
    }

    private String completed(String sha256) {
        return "\"status\": \"completed\", \"size_before\": 16, \"size_after\": 4, \"files\": ["
                + FILE.formatted(sha256)
                + "], \"parity\": {\"data\": \"held_out.jsonl\", \"found\": {\"positions\": 64,"
                + " \"mean_divergence\": 0.002, \"export_perplexity\": 4.5, \"source_perplexity\": 4.4}}";
    }

    private static String sha256(String text) throws IOException {
        Path file = Files.createTempFile("sha", "");
        try {
            return Checksums.file(Files.writeString(file, text)).sha256();
        } finally {
            Files.delete(file);
        }
    }

    private int run(String... options) {
        Session session = new Session(
                new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8), false, false, 100), Map.of(), folder);
        List<String> arguments = new ArrayList<>(List.of(
                "export",
                "models:/tutor@champion",
                "--format",
                "gguf",
                "--url",
                "http://127.0.0.1:" + gateway.getAddress().getPort()));
        arguments.addAll(List.of(options));
        CommandLine line = TrainyardCommand.commandLine(session);
        line.setErr(new PrintWriter(errors, true));
        return line.execute(arguments.toArray(String[]::new));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " " + body);
            String path = exchange.getRequestURI().getPath();
            String state = asked.size() == 1
                    ? "\"status\": \"queued\""
                    : asked.size() == 2
                            ? "\"status\": \"running\", \"progress\": {\"share\": 0.5, \"step\": \"comparing on 64 rows\"}"
                            : settled;
            byte[] bytes = (path.contains("/files/")
                            ? "GGUF"
                            : "{\"data\": {\"id\": \"exp-1\", \"version\": \"tutor/2\", " + state + "}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(asked.size() == 1 ? 202 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
