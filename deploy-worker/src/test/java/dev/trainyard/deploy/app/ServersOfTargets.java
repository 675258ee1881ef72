package dev.trainyard.deploy.app;

import com.sun.net.httpserver.HttpServer;
import dev.trainyard.stricthub.StrictHub;
import dev.trainyard.stricthub.ollama.StrictOllama;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A strict Ollama, a strict hub, a registry that knows where every version came from, and the settings for them. */
public final class ServersOfTargets implements QuarkusTestResourceLifecycleManager {
    private static final String VERSION = "{\"success\":true,\"data\":{\"id\":\"ver-00000000000000000000000000\","
            + "\"name\":\"any\",\"number\":1,\"uri\":\"file:///any\",\"sha256\":\"" + "0".repeat(64)
            + "\",\"size_bytes\":1,\"base_model\":\"Qwen/Qwen2.5-0.5B\",\"dataset_sha256\":\"ab12\"}}";

    private @Nullable StrictOllama ollama;
    private @Nullable StrictHub hub;
    private @Nullable HttpServer registry;

    @Override
    public Map<String, String> start() {
        StrictOllama startedOllama = StrictOllama.start();
        StrictHub startedHub = StrictHub.start();
        HttpServer startedRegistry = registry();
        ollama = startedOllama;
        hub = startedHub;
        registry = startedRegistry;
        return Map.of(
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

    private static HttpServer registry() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/models/resolve", http -> {
                byte[] body = VERSION.getBytes(StandardCharsets.UTF_8);
                http.getResponseHeaders().set("Content-Type", "application/json");
                http.sendResponseHeaders(200, body.length);
                try (OutputStream out = http.getResponseBody()) {
                    out.write(body);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
    }
}
