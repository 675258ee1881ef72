package dev.trainyard.publishing.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.publishing.http.Http;
import dev.trainyard.publishing.http.Passing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Against the program that TRAINYARD_OLLAMA names; src/test/scripts/real-ollama.sh obtains one. */
@Tag("ollama")
@EnabledIfEnvironmentVariable(named = RealOllamaTest.PROGRAM, matches = ".+")
final class RealOllamaTest extends OllamaContract {
    static final String PROGRAM = "TRAINYARD_OLLAMA";

    @TempDir
    static Path home = Path.of("");

    private static @Nullable Process process;
    private static URI address = URI.create("http://127.0.0.1:9");

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        int port = freePort();
        address = URI.create("http://127.0.0.1:" + port);
        ProcessBuilder builder = new ProcessBuilder(System.getenv(PROGRAM), "serve")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "ollama.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        home.toString(),
                        "OLLAMA_HOST",
                        "127.0.0.1:" + port,
                        "OLLAMA_MODELS",
                        home.resolve("models").toString(),
                        "OLLAMA_NO_CLOUD",
                        "1"));
        process = builder.start();
        try (Http http = new Http(settings(address).endpoint(), PATIENCE)) {
            for (int tries = 0; tries < 100; tries++) {
                try {
                    http.send(http.request("GET", address.resolve("/api/version")));
                    return;
                } catch (Passing e) {
                    Thread.sleep(100);
                }
            }
        }
        throw new AssertionError("Ollama does not answer: see target/ollama.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        }
    }

    @Override
    URI server() {
        return address;
    }

    @Test
    void aConversationIsRenderedAsTheModelWasTrained() throws Exception {
        publish("rendered", 1, "a", Optional.empty());
        String body = "{\"model\":\"rendered\",\"stream\":false,\"_debug_render_only\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        try (Http http = new Http(settings(address).endpoint(), PATIENCE)) {
            String rendered = http.send(http.request(
                            "POST",
                            address.resolve("/api/chat"),
                            Map.of("Content-Type", "application/json"),
                            dev.trainyard.publishing.http.Content.of(body.getBytes(StandardCharsets.UTF_8))))
                    .json()
                    .path("_debug_info")
                    .path("rendered_template")
                    .asText();
            assertThat(rendered).isEqualTo("[user] Hello\n[assistant] ");
        }
    }
}
