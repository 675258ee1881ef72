package dev.trainyard.deploy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trainyard.generate.Generation.FinishReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no official client does, but proxies, load balancers and programs that speak HTTP by themselves do. */
@SuppressWarnings("NullAway.Init")
final class StrangeClientsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String HELLO =
            "{\"model\":\"org/tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";

    private final ScriptedModel model =
            new ScriptedModel(Stream.generate(() -> "word ").limit(30).toArray(String[]::new));
    /** Asks for HTTP/2. */
    private final HttpClient http = HttpClient.newHttpClient();

    private ModelServer server;

    @BeforeEach
    void start() throws Exception {
        ServerLimits limits = new ServerLimits(100_000, 1, 30, Duration.ofSeconds(5));
        server = ModelServer.start(model, ServerOptions.parse("--model", "unused", "--name", "org/tiny"), limits);
    }

    @AfterEach
    void stop() {
        model.unhurried();
        server.close();
    }

    @Test
    void lookWithoutReading() throws Exception {
        HttpResponse<String> head = send("HEAD", "/health", "");
        HttpResponse<String> options = send("OPTIONS", CHAT, "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(send("HEAD", "/v1/models", "").statusCode()).isEqualTo(200);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("allow")).hasValue("POST, OPTIONS");
        assertThat(send("OPTIONS", "/v1/models", "").headers().firstValue("allow"))
                .hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void areToldWhichMethodsAPathHas() throws Exception {
        HttpResponse<String> put = send("PUT", CHAT, HELLO);
        HttpResponse<String> delete = send("DELETE", "/v1/models/org%2Ftiny", "");

        assertThat(put.statusCode()).isEqualTo(405);
        assertThat(put.headers().firstValue("allow")).hasValue("POST, OPTIONS");
        assertThat(delete.statusCode()).isEqualTo(405);
        assertThat(delete.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void escapeTheNamesOfModels() throws Exception {
        assertThat(send("GET", "/v1/models/org%2Ftiny", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/models/org/tiny", "").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/v1/models/org%2Fother", "").statusCode()).isEqualTo(404);
    }

    @Test
    void sendTextThatIsNone() throws Exception {
        byte[] body = HELLO.replace("hello", "h?llo").getBytes(StandardCharsets.US_ASCII);
        body[new String(body, StandardCharsets.US_ASCII).indexOf('?')] = (byte) 0xff;

        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri(CHAT))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_json", "UTF-8");
    }

    @Test
    void compressTheirBodies() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(CHAT))
                .header("content-encoding", "gzip")
                .POST(BodyPublishers.ofString("?"))
                .build();

        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("unsupported_encoding", "gzip");
    }

    @Test
    void askAgainOnTheSameConnection() throws Exception {
        model.unhurried();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < 3; i++) {
                write(socket, head("") + HELLO);
                assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(body(in)).contains("\"finish_reason\":\"stop\"");
            }
        }
        assertThat(model.generations).hasValue(3);
    }

    @Test
    void waitForLeaveToSendTheirBody() throws Exception {
        model.unhurried();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            write(socket, head("Expect: 100-continue\r\n"));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(in.readLine()).isEmpty();

            write(socket, HELLO);

            assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void leaveOneOfSeveralStreamsOfAConnection() throws Exception {
        assertThat(send("GET", "/health", "").version()).isEqualTo(HttpClient.Version.HTTP_2);
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                HttpRequest.newBuilder(uri(CHAT))
                        .POST(BodyPublishers.ofString(HELLO))
                        .build(),
                BodyHandlers.ofString());
        assertThat(model.begun.await(10, TimeUnit.SECONDS)).isTrue();

        answer.cancel(true);

        await().until(() -> send("GET", "/metrics", "").body().contains("status=\"499\"} 1"));
        model.permits.release(1);
        await().untilAsserted(() -> assertThat(model.lastFinish).isEqualTo(FinishReason.CANCELLED));
        assertThat(model.permits.availablePermits()).isZero();
    }

    private static String head(String more) {
        return "POST " + CHAT + " HTTP/1.1\r\nHost: x\r\n" + more + "Content-Length: " + HELLO.length() + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** What follows the header, as long as that says. */
    private static String body(BufferedReader in) throws IOException {
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        char[] body = new char[length];
        for (int at = 0; at < length; ) {
            at += in.read(body, at, length - at);
        }
        return new String(body);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
