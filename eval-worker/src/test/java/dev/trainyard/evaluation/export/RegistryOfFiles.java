package dev.trainyard.evaluation.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registry's {@code GET /models/resolve}, answered from the folder that {@code test.registry} names: from a file with
 * the name of the reference; and what lies below a model, from {@code NAME_audit} or {@code NAME_aliases}.
 */
public final class RegistryOfFiles implements QuarkusTestResourceLifecycleManager {
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trainyard-registry-");
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext(
                    "/models/resolve",
                    exchange -> answer(
                            exchange,
                            folder.resolve(
                                    exchange.getRequestURI().getRawQuery().replaceFirst("^ref=", ""))));
            started.createContext(
                    "/models",
                    exchange -> answer(
                            exchange,
                            folder.resolve(exchange.getRequestURI()
                                    .getPath()
                                    .replaceFirst("^/models/", "")
                                    .replace('/', '_'))));
            started.start();
            server = started;
            return Map.of(
                    "test.registry",
                    folder.toString(),
                    "trainyard.registry.url",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, Path file) throws IOException {
        try (exchange) {
            boolean known = Files.exists(file);
            byte[] body = known
                    ? Files.readAllBytes(file)
                    : "{\"detail\": \"model is not registered\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
