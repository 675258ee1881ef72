package dev.trainyard.evaluation.export;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationStarted;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.ExportEvent.ExportCompleted;
import dev.trainyard.contracts.event.ExportEvent.ExportStarted;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.devstack.EventProbe;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed in the middle of its work and started again. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = RegistryOfFiles.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class RestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path MODEL = Path.of("src/test/resources/stories260k");
    private static final int ROWS = 40;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "TRAINYARD_POSTGRES")
    String postgres;

    @ConfigProperty(name = "test.registry")
    Path registry;

    @ConfigProperty(name = "trainyard.registry.url")
    String registryUrl;

    @ConfigProperty(name = "trainyard.artifacts")
    String store;

    @ConfigProperty(name = "trainyard.data-roots")
    String dataRoots;

    @Inject
    ArtifactStore artifacts;

    @TempDir
    Path folder;

    @Test
    void whatAKilledServiceWasDoingIsDoneOnceAfterItsRestart() throws Exception {
        registered("lost");
        try (EventProbe evaluations = new EventProbe(bootstrapServers, Topics.EVALUATION_EVENTS);
                EventProbe exports = new EventProbe(bootstrapServers, Topics.EXPORT_EVENTS)) {
            ServiceProcess first = service();
            String evaluation = post(first, "/evaluate/lost", evaluation());
            String export = post(first, "/models/lost/export", Map.of("format", "huggingface", "max_rows", 64));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> inTheMiddle(get(first, "/evaluations/" + evaluation))
                            && !get(first, "/exports/" + export)
                                    .getString("data.status")
                                    .equals("queued"));
            first.kill();

            try (ServiceProcess second = service()) {
                JsonPath scored = settled(second, "/evaluations/" + evaluation);
                JsonPath exported = settled(second, "/exports/" + export);

                assertThat(scored.getString("data.status"))
                        .as(scored.prettify())
                        .isEqualTo("completed");
                assertThat(scored.getInt("data.samples")).isEqualTo(ROWS);
                assertThat(exported.getString("data.status"))
                        .as(exported.prettify())
                        .isEqualTo("completed");
                assertThat(get(second, "/evaluations?version=lost/1").getList("data.id"))
                        .containsExactly(evaluation);
                assertThat(get(second, "/exports?version=lost/1").getList("data.id"))
                        .containsExactly(export);
            }
            EvaluationCompleted completed =
                    evaluations.await(EvaluationCompleted.class, e -> of(e, evaluation), PATIENCE);
            completed.reports().forEach(artifacts::verify);
            assertThat(evaluations.all(EvaluationCompleted.class, e -> of(e, evaluation)))
                    .hasSize(1);
            assertThat(evaluations.all(EvaluationStarted.class, e -> of(e, evaluation)))
                    .hasSize(1);
            artifacts.verify(exports.await(ExportCompleted.class, e -> of(e, export), PATIENCE)
                    .artifact());
            assertThat(exports.all(ExportCompleted.class, e -> of(e, export))).hasSize(1);
            assertThat(exports.all(ExportStarted.class, e -> of(e, export))).hasSize(1);
            assertThat(names(artifacts.folder("exports", export))).containsExactly("export.log", "files");
            assertThat(Files.readAllLines(
                            artifacts.folder("evaluations", evaluation).resolve("predictions_lost.jsonl")))
                    .as("one line for each row")
                    .hasSize(ROWS);
        }
    }

    private static boolean inTheMiddle(JsonPath evaluation) {
        Number progress = evaluation.get("data.progress");
        return progress != null && progress.doubleValue() > 0;
    }

    private static Map<String, Object> evaluation() {
        Map<String, Object> row = Map.of("prompt", "Once upon a time", "completion", ", there was");
        return Map.of("rows", Collections.nCopies(ROWS, row), "max_new_tokens", 200);
    }

    private ServiceProcess service() throws IOException {
        return ServiceProcess.start(
                folder.resolve("service.log"),
                postgres,
                Map.of(
                        "kafka.bootstrap.servers", bootstrapServers,
                        "trainyard.registry.url", registryUrl,
                        "trainyard.artifacts", store,
                        "trainyard.data-roots", dataRoots));
    }

    private static boolean of(EvaluationEvent event, String id) {
        return event.evaluationId().value().equals(id);
    }

    private static boolean of(ExportEvent event, String id) {
        return event.exportId().value().equals(id);
    }

    private static JsonPath settled(ServiceProcess service, String path) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> get(service, path),
                        view -> !List.of("queued", "running").contains(view.getString("data.status")));
    }

    private static JsonPath get(ServiceProcess service, String path) {
        return given().get(service.url() + path).jsonPath();
    }

    private static String post(ServiceProcess service, String path, Object body) {
        return given().contentType("application/json")
                .body(body)
                .post(service.url() + path)
                .then()
                .statusCode(202)
                .extract()
                .path("data.id");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void registered(String name) throws IOException {
        Path files = artifacts.folder("models", name, "1");
        try (Stream<Path> from = Files.list(MODEL)) {
            for (Path file : from.toList()) {
                Files.copy(file, files.resolve(file.getFileName()));
            }
        }
        ObjectNode data = WireJson.mapper().valueToTree(artifacts.publish(files));
        data.put("id", VersionId.next().value()).put("name", name).put("number", 1);
        data.put("format", "huggingface").put("architecture", "LlamaForCausalLM");
        Files.writeString(
                registry.resolve(name),
                WireJson.mapper().createObjectNode().set("data", data).toString());
    }
}
