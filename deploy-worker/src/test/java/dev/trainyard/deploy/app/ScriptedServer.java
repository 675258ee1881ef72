package dev.trainyard.deploy.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;

/** Answers every request as its script says at that moment: with a status, and so many tokens. */
final class ScriptedServer implements RunningServer {
    static final String SCRIPT = "script.json";

    private final HttpServer http;
    private final Path script;
    private volatile boolean alive = true;

    private ScriptedServer(HttpServer http, Path script) {
        this.http = http;
        this.script = script;
    }

    static ScriptedServer start(Path script) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ScriptedServer server = new ScriptedServer(http, script);
            http.createContext("/", server::answer);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            JsonNode told = WireJson.mapper().readTree(Files.readAllBytes(script));
            ObjectNode answer = WireJson.mapper().createObjectNode().put("object", "chat.completion");
            answer.putObject("usage")
                    .put("completion_tokens", told.path("tokens").asInt());
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(told.path("status").asInt(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/v1");
    }

    @Override
    public boolean alive() {
        return alive;
    }

    @Override
    public void requireSign(Duration patience) {}

    @Override
    public void requireAnswer(Duration patience) {}

    @Override
    public void stop() {
        alive = false;
        http.stop(0);
    }

    @Override
    public void kill() {
        stop();
    }
}
