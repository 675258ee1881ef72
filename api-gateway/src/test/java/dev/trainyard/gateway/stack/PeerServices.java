package dev.trainyard.gateway.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A registry that answers, and an evaluation and a deployment service that are down. */
public final class PeerServices implements QuarkusTestResourceLifecycleManager {
    /** Files by reference, {@code name/version}. */
    public static final Map<String, ArtifactRef> MODELS = new ConcurrentHashMap<>();

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            registry.createContext("/", PeerServices::answer);
            registry.start();
            server = registry;
            String down = "http://127.0.0.1:" + freePort();
            return Map.of(
                    "TRAINYARD_REGISTRY_URL",
                    "http://127.0.0.1:" + registry.getAddress().getPort(),
                    "TRAINYARD_EVALUATION_URL",
                    down,
                    "TRAINYARD_DEPLOYMENT_URL",
                    down,
                    "trainyard.streams.heartbeat",
                    "500ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        if (asked.getPath().equals("/models/resolve")) {
            ArtifactRef files = MODELS.get(String.valueOf(asked.getQuery()).replace("ref=", ""));
            if (files == null) {
                send(exchange, 404, "application/problem+json", "{\"code\":\"NOT_FOUND\"}");
            } else {
                ObjectNode version = WireJson.mapper().valueToTree(files);
                version.put("id", VersionId.next().value()).put("name", "tiny").put("number", 1);
                send(exchange, 200, "application/json", "{\"success\":true,\"data\":" + version + "}");
            }
            return;
        }
        String user = exchange.getRequestHeaders().getFirst("X-Trainyard-Principal");
        String body = (user == null ? "" : user + ": ") + exchange.getRequestMethod() + " " + asked.getRawPath() + " "
                + asked.getRawQuery() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        send(exchange, asked.getPath().endsWith("/teapot") ? 418 : 200, "text/plain", body);
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
