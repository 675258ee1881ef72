package dev.trainyard.deploy.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentFailed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.devstack.EventProbe;
import dev.trainyard.stricthub.StrictHub;
import dev.trainyard.stricthub.ollama.StrictOllama;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions on targets outside of the service, with real Kafka and PostgreSQL. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = Neighbours.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class TargetsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    Versions versions;

    StrictOllama ollama;
    StrictHub hub;
    private EventProbe probe;

    @BeforeEach
    void listen() {
        probe = new EventProbe(bootstrapServers, Topics.DEPLOYMENT_EVENTS);
    }

    @AfterEach
    void close() {
        probe.close();
        assertThat(ollama.violations()).isEmpty();
        assertThat(hub.violations()).isEmpty();
    }

    @Test
    void aVersionIsExportedMadeAskedAndCurrentOnOllama() throws Exception {
        ModelVersion first = versions.model("storyteller", 1);
        probe.send(completed(first, "ollama"));
        DeploymentReady ready = ready(first);
        assertThat(ready.endpoint()).isEqualTo(URI.create(ollama.endpoint() + "/v1"));
        assertThat(tags()).containsKeys("storyteller:latest", "storyteller:v1");

        ModelVersion second = versions.model("storyteller", 2);
        versions.damage(second);
        probe.send(completed(second, "ollama"));
        DeploymentFailed failed = probe.await(DeploymentFailed.class, of(second), PATIENCE);
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(tags().get("storyteller:latest")).isEqualTo(tags().get("storyteller:v1"));

        whatIsEndedWhileItIsPublishedLeavesTheOneBefore();
        given().get("/deployments/" + ready.deploymentId()).then().body("data.status", equalTo("ready"));

        given().delete("/deployments/" + ready.deploymentId()).then().statusCode(200);
        await().atMost(PATIENCE).until(() -> tags().keySet().stream().noneMatch(tag -> tag.startsWith("storyteller")));
    }

    private void whatIsEndedWhileItIsPublishedLeavesTheOneBefore() throws Exception {
        versions.model("storyteller", 3, folder -> {
            Path config = folder.resolve("config.json");
            String text = Files.readString(config);
            assertThat(text).contains("1e-05");
            Files.writeString(config, text.replace("1e-05", "1e-06"));
        });
        long copies = copies();
        String id = given().contentType("application/json")
                .body("{\"target\":\"ollama\"}")
                .post("/deploy/storyteller/3")
                .then()
                .statusCode(202)
                .extract()
                .path("data.id");
        await().atMost(PATIENCE)
                .until(() -> ServerProcesses.running("ExportMain").findAny().isPresent());
        given().delete("/deployments/" + id).then().statusCode(200).body("data.status", equalTo("stopped"));

        await().atMost(PATIENCE).until(() -> copies() > copies && !tags().containsKey("storyteller:v3"));
        assertThat(tags().get("storyteller:latest")).isEqualTo(tags().get("storyteller:v1"));
    }

    private long copies() {
        return ollama.requests().stream()
                .filter(request -> request.contains("/api/copy"))
                .count();
    }

    @Test
    void aVersionIsCommittedAndTaggedOnTheHub() throws Exception {
        ModelVersion version = versions.model("published", 1);
        probe.send(completed(version, "huggingface"));
        DeploymentReady ready = ready(version);
        assertThat(ready.endpoint()).isEqualTo(URI.create(hub.endpoint() + "/me/published"));
        assertThat(hub.model("me/published").tags()).containsOnlyKeys("v1");
        assertThat(hub.model("me/published").paths("v1")).contains("README.md", "model.safetensors", "config.json");
        given().delete("/deployments/" + ready.deploymentId()).then().statusCode(200);
        await().atMost(PATIENCE).until(() -> hub.model("me/published").tags().isEmpty());
    }

    @Test
    void aTargetThatIsNotSetUpIsNamed() throws Exception {
        ModelVersion version = versions.model("nowhere", 1);
        probe.send(completed(version, "cloud"));
        DeploymentFailed failed = probe.await(DeploymentFailed.class, of(version), PATIENCE);
        assertThat(failed.failure().message()).contains("trainyard.targets.cloud.bucket");
    }

    private DeploymentReady ready(ModelVersion version) {
        await().atMost(PATIENCE)
                .until(() -> !probe.all(DeploymentReady.class, of(version)).isEmpty()
                        || !probe.all(DeploymentFailed.class, of(version)).isEmpty());
        assertThat(probe.all(DeploymentFailed.class, of(version))).isEmpty();
        return probe.await(DeploymentReady.class, of(version), PATIENCE);
    }

    private static <E extends DeploymentEvent> Predicate<E> of(ModelVersion version) {
        return event -> event.version().id().equals(version.id());
    }

    private Map<String, String> tags() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create(ollama.endpoint() + "/api/tags");
            String body = http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
            Map<String, String> tags = new TreeMap<>();
            for (JsonNode model : WireJson.mapper().readTree(body).path("models")) {
                tags.put(model.path("name").asText(), model.path("digest").asText());
            }
            return tags;
        }
    }

    private static EvaluationCompleted completed(ModelVersion version, String target) {
        return new EvaluationCompleted(
                EventHead.now(1, 0),
                EvaluationId.next(),
                version,
                Optional.of(JobId.next()),
                Map.of("exact_match", 0.5),
                10,
                true,
                List.of(),
                List.of(),
                DeploymentReader.read(JsonNodeFactory.instance
                        .objectNode()
                        .put("auto_deploy", true)
                        .put("deployment_target", target)));
    }
}
