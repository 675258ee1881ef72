package dev.trainyard.deploy.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trainyard.devstack.Folders;
import dev.trainyard.stricthub.StrictHub;
import dev.trainyard.stricthub.ollama.StrictOllama;
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

/** A strict Ollama, a strict hub, a registry that knows the versions of a folder, and the settings for them. */
public final class Neighbours implements QuarkusTestResourceLifecycleManager {
    private @Nullable StrictOllama ollama;
    private @Nullable StrictHub hub;
    private @Nullable HttpServer registry;
    private @Nullable Path versions;

    @Override
    public Map<String, String> start() {
        StrictOllama startedOllama = StrictOllama.start();
        StrictHub startedHub = StrictHub.start();
        Path folder = temporary();
        HttpServer startedRegistry = registry(folder);
        versions = folder;
        ollama = startedOllama;
        hub = startedHub;
        registry = startedRegistry;
        return Map.of(
                "test.registry",
                folder.toString(),
                "trainyard.targets.ollama.url",
                startedOllama.endpoint().toString(),
                "trainyard.targets.ollama.quantization",
                "f32",
                "trainyard.targets.ollama.parameters.num_ctx",
                "256",
                "trainyard.targets.huggingface.url",
                startedHub.endpoint().toString(),
                "trainyard.targets.huggingface.token",
                StrictHub.TOKEN,
                "trainyard.registry.url",
                "http://127.0.0.1:" + startedRegistry.getAddress().getPort(),
                "trainyard.publishing.pause",
                "100ms");
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("trainyard-registry-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer registry(Path folder) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/models/resolve", exchange -> answer(exchange, folder));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, Path folder) throws IOException {
        try (exchange) {
            Path file = folder.resolve(exchange.getRequestURI().getRawQuery().replaceFirst("^ref=", ""));
            boolean known = Files.exists(file);
            byte[] body = known ? Files.readAllBytes(file) : "{}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(ollama, new TestInjector.MatchesType(StrictOllama.class));
        injector.injectIntoFields(hub, new TestInjector.MatchesType(StrictHub.class));
    }

    @Override
    public void stop() {
        if (ollama != null) {
            ollama.close();
        }
        if (hub != null) {
            hub.close();
        }
        if (registry != null) {
            registry.stop(0);
        }
        if (versions != null) {
            try {
                Folders.delete(versions);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
