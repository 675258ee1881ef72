package dev.trainyard.evaluation.export;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ExportEvent;
import dev.trainyard.contracts.event.ExportEvent.ExportCancelled;
import dev.trainyard.contracts.event.ExportEvent.ExportCompleted;
import dev.trainyard.contracts.event.ExportEvent.ExportDeleted;
import dev.trainyard.contracts.event.ExportEvent.ExportFailed;
import dev.trainyard.contracts.event.ExportEvent.ExportRefused;
import dev.trainyard.contracts.event.ExportEvent.ExportStarted;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.devstack.EventProbe;
import dev.trainyard.evaluation.app.export.ExportLedger;
import dev.trainyard.evaluation.domain.export.ModelExporter;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exports over REST with real Kafka, PostgreSQL and a real model; the registry is a folder. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = RegistryOfFiles.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class ExportIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path MODEL = Path.of("src/test/resources/stories260k");
    private static final String ROW = "{\"text\": \"Once upon a time, there was a little girl named Lily.\"}\n";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "test.registry")
    Path registry;

    @Inject
    ArtifactStore artifacts;

    @Inject
    ModelExporter exporter;

    @Inject
    ExportLedger ledger;

    private EventProbe probe;

    @BeforeEach
    void listen() {
        probe = new EventProbe(bootstrapServers, Topics.EXPORT_EVENTS);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aVersionIsExportedOnceComparedAndDownloaded() throws Exception {
        VersionId version = registered("exported", 2);
        String id = post("exported/1/export", "{'format': 'gguf', 'type': 'Q8_0'}")
                .statusCode(202)
                .header("Location", endsWith("/exports/" + only(version)))
                .extract()
                .path("data.id");
        post("exported/1/compress", "{'method': 'q8_0'}").body("data.id", equalTo(id));

        ExportCompleted completed = probe.await(ExportCompleted.class, of(id), PATIENCE);

        assertThat(probe.all(ExportStarted.class, of(id))).hasSize(1);
        assertThat(completed.version().id()).isEqualTo(version);
        assertThat(completed.spec().kind()).isEqualTo("gguf q8_0");
        assertThat(completed.bytes()).isLessThan(completed.sourceBytes() / 3);
        assertThat(completed.parity().get("mean_divergence")).isBetween(1e-9, 0.01);
        artifacts.verify(completed.artifact());
        get("/exports/" + id)
                .then()
                .body("data.status", equalTo("completed"))
                .body("data.version", equalTo("exported/1"))
                .body("data.size_after", lessThan(400_000))
                .body("data.parity.data", containsString("held_out.jsonl"))
                .body("data.parity.found.rows", equalTo(2.0f))
                .body("data.files.name", containsInAnyOrder("exported-Q8_0.gguf"));
        byte[] file = get("/exports/" + id + "/files/exported-Q8_0.gguf").asByteArray();
        assertThat(new String(file, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("GGUF");
        assertThat(file).hasSizeGreaterThan(300_000);
        get("/exports/" + id + "/files/export_report.md").then().body(containsString("**Passed.**"));
        get("/exports/" + id + "/files/..%2Fexport.log").then().statusCode(404);
        post("exported/1/compress", "{'method': 'q8_0'}").statusCode(200).body("data.id", equalTo(id));
        get("/exports?version=exported/1&status=completed").then().body("data.id", hasItem(id));
        Files.write(artifacts.local(completed.artifact().uri()).resolve("exported-Q8_0.gguf"), new byte[] {1});
        get("/exports/" + id + "/files/exported-Q8_0.gguf")
                .then()
                .statusCode(500)
                .body("code", equalTo("CHECKSUM_MISMATCH"));
        deletedForGood(id, artifacts.local(completed.artifact().uri()));
    }

    private void deletedForGood(String id, Path files) throws Exception {
        given().delete("/exports/" + id).then().statusCode(200).body("data.status", equalTo("deleted"));

        assertThat(files).doesNotExist();
        probe.await(ExportDeleted.class, of(id), PATIENCE);
        given().delete("/exports/" + id).then().statusCode(200).body("data.files", empty());
        get("/exports/" + id + "/files/exported-Q8_0.gguf").then().statusCode(409);
        assertThat(probe.all(ExportDeleted.class, of(id))).hasSize(1);
        String next = post("exported/1/compress", "{'method': 'q8_0'}")
                .statusCode(202)
                .extract()
                .path("data.id");
        assertThat(next).isNotEqualTo(id);
        given().delete("/exports/" + next).then().statusCode(200);
    }

    @Test
    void anExportBeyondItsLimitsIsThrownAwayAndSaysWhy() throws Exception {
        registered("refused", 2);
        String id = post(
                        "refused@champion/export",
                        "{'format': 'gguf', 'type': 'q4_0', 'limits': {'max_divergence': 1e-7}}")
                .statusCode(202)
                .extract()
                .path("data.id");

        ExportRefused refused = probe.await(ExportRefused.class, of(id), PATIENCE);

        assertThat(refused.exceeded()).singleElement().asString().contains("at most 1.00e-07 is allowed");
        assertThat(files(artifacts.local(refused.report().uri())))
                .containsExactly("export_report.json", "export_report.md");
        assertThat(probe.all(ExportCompleted.class, of(id))).isEmpty();
        get("/exports/" + id)
                .then()
                .body("data.status", equalTo("refused"))
                .body("data.exceeded[0]", containsString("divergence"))
                .body("data.parity.limits.divergence", equalTo(1e-7f))
                .body("data.files", empty());
        get("/exports/" + id + "/files/export_report.md").then().body(containsString("**Refused.**"));
    }

    @Test
    void whatIsWrongWithARequestIsSaidAtOnce() throws Exception {
        registered("plain", 1);
        post("plain/1/export", "{'format': 'gguf', 'max_rows': 0, 'colour': 1}")
                .statusCode(422)
                .body("problems.field", containsInAnyOrder("type", "max_rows", "colour"));
        post("plain/1/export", "{'format': 'torchscript', 'data': '/etc/passwd'}")
                .statusCode(422)
                .body("problems.field", containsInAnyOrder("format", "data"));
        post("plain/1/export", "{'format': 'peft'}").statusCode(422).body("problems.field", hasItem("adapter_only"));
        post("plain/1/compress", "{'method': 'zip'}").statusCode(422).body("problems.field", hasItem("method"));
        post("plain/1/compress", "[]").statusCode(400);
        post("nobody/1/export", "{'format': 'int8'}").statusCode(404);
        get("/exports?version=plain/1").then().body("data", empty());
        get("/exports/exp-1").then().statusCode(404);
        get("/exports?limit=0").then().statusCode(400);
        get("/exports?status=done").then().statusCode(400).body("detail", containsString("expected one of"));
    }

    @Test
    void aDamagedVersionFailsAndCanBeRepeated() throws Exception {
        registered("flawed", 1);
        Path config = artifacts.folder("models", "flawed", "1").resolve("config.json");
        String whole = Files.readString(config);
        Files.writeString(config, "{}");
        String id = post("flawed/1/export", "{'format': 'int8'}").extract().path("data.id");

        probe.await(ExportFailed.class, of(id), PATIENCE);

        get("/exports/" + id).then().body("data.error.code", equalTo("checksum-mismatch"));
        given().delete("/exports/" + id).then().statusCode(409).body("detail", containsString("nothing is left"));
        assertThat(artifacts.folder("exports").resolve(id)).doesNotExist();
        Files.writeString(config, whole);
        String second = post("flawed/1/export", "{'format': 'int8'}")
                .statusCode(202)
                .extract()
                .path("data.id");
        assertThat(second).isNotEqualTo(id);
        given().delete("/exports/" + second).then().statusCode(200);
    }

    @Test
    void anExportThatIsKilledBeginsAgainAndOneThatIsCancelledLeavesNothing() throws Exception {
        registered("doomed", 200);
        String id = post("doomed/1/export", "{'format': 'huggingface', 'max_rows': 150}")
                .extract()
                .path("data.id");
        Awaitility.await().atMost(PATIENCE).until(() -> exporters().findAny().isPresent());
        exporters().forEach(ProcessHandle::destroyForcibly);

        ExportCompleted completed = probe.await(ExportCompleted.class, of(id), PATIENCE);

        assertThat(completed.parity().get("rows")).isEqualTo(150);
        assertThat(probe.all(ExportStarted.class, of(id))).hasSize(1);
        assertThat(files(artifacts.folder("exports", id))).containsExactly("export.log", "files");

        String cancelled =
                post("doomed/1/export", "{'format': 'int8'}").extract().path("data.id");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> get("/exports/" + cancelled).path("data.progress.step") != null);
        given().delete("/exports/" + cancelled).then().body("data.status", equalTo("cancelled"));
        given().delete("/exports/" + cancelled).then().statusCode(200);
        probe.await(ExportCancelled.class, of(cancelled), PATIENCE);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> exporters().findAny().isEmpty()
                        && Files.notExists(artifacts.folder("exports").resolve(cancelled)));
        assertThat(probe.all(ExportCompleted.class, of(cancelled))).isEmpty();
        get("/exports/" + cancelled + "/files/model.safetensors").then().statusCode(409);
    }

    @Test
    void whatAKilledServiceLeftIsRemoved() throws Exception {
        Path unknown = artifacts.folder("exports", ExportId.next().value());
        Files.writeString(unknown.resolve("half"), "half");
        Path other = artifacts.folder("exports", "notes");

        exporter.discardAll(ledger::unwanted);

        assertThat(unknown).doesNotExist();
        assertThat(other).exists();
    }

    private static Stream<ProcessHandle> exporters() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> commandLine(child).contains("ExportMain"));
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static <E extends ExportEvent> Predicate<E> of(String id) {
        return event -> event.exportId().value().equals(id);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The id of the one export that a version has. */
    private static String only(VersionId version) {
        return get("/exports?version=" + version).path("data[0].id");
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json")
                .body(body.replace('\'', '"'))
                .urlEncodingEnabled(false)
                .post("/models/" + path)
                .then();
    }

    /** A version with its files, which the registry knows by number and as champion. */
    private VersionId registered(String name, int rows) throws IOException {
        Path folder = artifacts.folder("models", name, "1");
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path heldOut = artifacts.jobFolder(JobId.next()).resolve("held_out.jsonl");
        VersionId id = VersionId.next();
        ObjectNode data = WireJson.mapper().valueToTree(artifacts.publish(folder));
        data.put("id", id.value()).put("name", name).put("number", 1);
        data.put("format", "huggingface").put("architecture", "LlamaForCausalLM");
        ArtifactRef kept = artifacts.publish(Files.writeString(heldOut, ROW.repeat(rows)));
        data.set("held_out", WireJson.mapper().valueToTree(kept));
        String answer = WireJson.mapper().createObjectNode().set("data", data).toString();
        for (String reference : List.of(name + "/1", name + "@champion")) {
            Files.writeString(registry.resolve(URLEncoder.encode(reference, StandardCharsets.UTF_8)), answer);
        }
        return id;
    }
}
