package dev.trainyard.hub;

import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.contracts.spec.HubReference.Hub;
import dev.trainyard.stricthub.HostedModel;
import dev.trainyard.stricthub.StrictHub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A strict hub and what asks it, with pauses made for tests. */
final class TestHub implements AutoCloseable {
    static final byte[] WEIGHTS = bytes(300_000, 1);
    static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(10), Duration.ofSeconds(1), 4, Duration.ofMillis(10), Duration.ofSeconds(2));

    final StrictHub hub = StrictHub.start();
    final List<FetchProgress> progress = new CopyOnWriteArrayList<>();
    private final Path home;

    TestHub(Path home) {
        this.home = home;
    }

    static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    Path huggingFaceCache() {
        return home.resolve("hf/hub");
    }

    Path modelScopeCache() {
        return home.resolve("modelscope");
    }

    HubSettings settings(Optional<String> token, boolean offline, Hub preferred) {
        return new HubSettings(
                new Endpoint(hub.endpoint(), token.map(Token::new), Optional.empty()),
                huggingFaceCache(),
                new Endpoint(hub.endpoint(), token.map(Token::new), Optional.of("m_session_id")),
                modelScopeCache(),
                preferred,
                offline,
                PATIENCE);
    }

    /** A model with everything a model can have, and more than anybody needs. */
    static HostedModel.Draft whole(HostedModel model) {
        return model.draft()
                .text("config.json", "{\"model_type\":\"llama\"}")
                .text("generation_config.json", "{}")
                .text("tokenizer.json", "{\"model\":{}}")
                .text("tokenizer_config.json", "{}")
                .text("chat_template.jinja", "{{ messages }}")
                .text("additional_chat_templates/tool_use.jinja", "{{ tools }}")
                .text("README.md", "# A model")
                .text(".gitattributes", "*.safetensors lfs")
                .large("model.safetensors", WEIGHTS)
                .large("pytorch_model.bin", bytes(1000, 2))
                .large("original/consolidated.safetensors", bytes(1000, 3))
                .large("onnx/model.onnx", bytes(1000, 4))
                .large("model.fp16.safetensors", bytes(1000, 5));
    }

    Snapshot fetch(String reference) {
        return fetch(reference, ModelKind.MODEL, Optional.empty(), false);
    }

    Snapshot fetchOffline(String reference) {
        return fetch(reference, ModelKind.MODEL, Optional.empty(), true);
    }

    Snapshot fetch(String reference, ModelKind kind, Optional<String> token, boolean offline) {
        try (ModelHubs hubs = new ModelHubs(settings(token, offline, Hub.HF))) {
            return hubs.fetch(HubReference.parse(reference).orElseThrow(), kind, progress::add, () -> false);
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
