package dev.trainyard.evaluation.export;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.stricthub.HostedModel;
import dev.trainyard.stricthub.StrictHub;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Adapters whose base lies on a hub. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = RegistryOfFiles.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = LocalHub.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class HubExportIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path MODEL = Path.of("src/test/resources/stories260k");
    private static final int WIDTH = 64;

    @ConfigProperty(name = "test.registry")
    Path registry;

    @Inject
    ArtifactStore artifacts;

    @Nullable
    StrictHub injected;

    private StrictHub hub;

    @BeforeEach
    void connect() {
        hub = Objects.requireNonNull(injected);
    }

    @Test
    void anAdapterIsMergedIntoTheBaseThatItsHubHas() throws Exception {
        HostedModel.Draft draft = hub.model("tests/stories").draft();
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            draft.small(name, Files.readAllBytes(MODEL.resolve(name)));
        }
        String commit = draft.large("model.safetensors", Files.readAllBytes(MODEL.resolve("model.safetensors")))
                .commit("main");
        adapter("tuned", "tests/stories");

        JsonPath merged = exported("tuned", "{\"format\": \"huggingface\"}");

        assertThat(merged.getString("data.status")).as(merged.prettify()).isEqualTo("completed");
        Path folder = artifacts.folder("exports", merged.getString("data.id"));
        assertThat(folder.resolve("base")).content().isEqualTo("hf://tests/stories@" + commit);
        assertThat(merged.getList("data.files.name")).contains("model.safetensors", "config.json");
        assertThat(merged.getLong("data.size_before")).isGreaterThan(1_000_000);
        assertThat(hub.violations()).isEmpty();

        hub.dieAfter(0);
        try {
            JsonPath small = exported("tuned", "{\"format\": \"gguf\", \"type\": \"Q8_0\"}");
            assertThat(small.getString("data.status"))
                    .as("the cache has the base: " + small.prettify())
                    .isEqualTo("completed");
        } finally {
            hub.revive();
        }
    }

    @Test
    void whatAHubRefusesIsSaidAndLeavesNothing() throws Exception {
        adapter("hidden", "tests/secret");

        JsonPath refused = exported("hidden", "{\"format\": \"huggingface\"}");

        assertThat(refused.getString("data.status")).isEqualTo("failed");
        assertThat(refused.getString("data.error.code")).isEqualTo("access-denied");
        assertThat(refused.getString("data.error.message")).contains("tests/secret", "HF_TOKEN");
        assertThat(artifacts.folder("exports").resolve(refused.getString("data.id")))
                .doesNotExist();
    }

    private static JsonPath exported(String name, String body) {
        String id = given().contentType("application/json")
                .body(body)
                .post("/models/" + name + "/export")
                .then()
                .statusCode(202)
                .extract()
                .path("data.id");
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> get("/exports/" + id).jsonPath(),
                        view -> !List.of("queued", "running").contains(view.getString("data.status")));
    }

    /** A version that is an adapter alone, of a base that only its name tells. */
    private void adapter(String name, String base) throws IOException {
        Path folder = artifacts.folder("models", name, "1");
        Files.writeString(folder.resolve("adapter_config.json"), """
                {"peft_type": "LORA", "r": 1, "lora_alpha": 1, "target_modules": ["q_proj"],
                 "base_model_name_or_path": "%s", "task_type": "CAUSAL_LM"}
                """.formatted(base));
        weights(folder.resolve("adapter_model.safetensors"));
        ObjectNode data = WireJson.mapper().valueToTree(artifacts.publish(folder));
        data.put("id", VersionId.next().value()).put("name", name).put("number", 1);
        data.put("format", "peft").put("base_model", base);
        Files.writeString(
                registry.resolve(name),
                WireJson.mapper().createObjectNode().set("data", data).toString());
    }

    /** Rank 1 for the queries of each of the model's five layers. */
    private static void weights(Path file) throws IOException {
        StringBuilder header = new StringBuilder();
        int offset = 0;
        for (int layer = 0; layer < 5; layer++) {
            for (String side : List.of("A", "B")) {
                String shape = side.equals("A") ? "1," + WIDTH : WIDTH + ",1";
                header.append(header.isEmpty() ? "{" : ",")
                        .append("\"base_model.model.model.layers.%d.self_attn.q_proj.lora_%s.weight\":"
                                .formatted(layer, side))
                        .append("{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                                .formatted(shape, offset, offset + 4 * WIDTH));
                offset += 4 * WIDTH;
            }
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + offset).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        while (bytes.hasRemaining()) {
            bytes.putFloat(0.01f);
        }
        Files.write(file, bytes.array());
    }
}
