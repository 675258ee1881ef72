package dev.trainyard.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ModelFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that answers as it is told. */
final class RegistryClientTest {
    private static final String VERSION = """
            {"data": {"id": "ver-01k3qzv5m8f0a2b4c6d8e0f2g4", "name": "tutor", "number": 3, "format": "peft",
             "uri": "file:///models/tutor/3", "sha256": "%s", "size_bytes": 12, "architecture": "LlamaForCausalLM",
             "adapter": null, "base_model": "hf://owner/base", "parameter_count": 7}}
            """.formatted("ab".repeat(32));

    private HttpServer server;
    private volatile String asked = "";
    private volatile int status = 200;
    private volatile String body = VERSION;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked = exchange.getRequestURI().toString();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private RegistryClient client() {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/below/");
        return new RegistryClient(address, Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    @Test
    void readsWhatTheRegistryTellsOfAVersion() {
        ResolvedVersion found = client().version("tutor@été +1");

        assertThat(asked).isEqualTo("/below/models/resolve?ref=tutor%40%C3%A9t%C3%A9%20%2B1");
        assertThat(found.version().reference()).isEqualTo("tutor/3");
        assertThat(found.version().format()).isEqualTo(ModelFormat.PEFT);
        assertThat(found.version().artifact().sizeBytes()).isEqualTo(12);
        assertThat(found.adapter()).isEmpty();
        assertThat(found.baseModel()).contains("hf://owner/base");
        assertThat(found.baseVersion()).isEmpty();
        assertThat(found.all().path("parameter_count").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {"detail": "there is no model"}  | NOT_FOUND       | there is no model
            400 | {"detail": "it is no reference"} | INVALID_REQUEST | it is no reference
            422 | {"detail": "it is no reference"} | INVALID_REQUEST | it is no reference
            503 | {}                               | UNAVAILABLE     | answered with status 503
            502 | <html>Bad gateway</html>         | UNAVAILABLE     | answered with status 502
            200 | {"data": {"id": "ver-1"}}        | UNAVAILABLE     | it has no uri, sha256 and size_bytes
            200 | {"da                             | UNAVAILABLE     | cannot be read
            """)
    void saysWhatAnAnswerMeans(int answered, String text, ErrorCode code, String words) {
        status = answered;
        body = text;

        TrainyardException refused = catchThrowableOfType(TrainyardException.class, () -> client().version("tutor"));

        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(words);
    }

    @Test
    void saysThatNobodyAnswers() {
        RegistryClient client = client();
        server.stop(0);

        TrainyardException refused = catchThrowableOfType(TrainyardException.class, () -> client.version("tutor"));

        assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refused).hasMessageContaining("does not answer").hasMessageContaining("try again later");
    }
}
