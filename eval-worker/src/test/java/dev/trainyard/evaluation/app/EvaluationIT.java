package dev.trainyard.evaluation.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.EvaluationEvent;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationFailed;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationSkipped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationStarted;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.spec.EvaluationReader;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.devstack.EventProbe;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service with real Kafka, PostgreSQL and a real model. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class EvaluationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path MODEL = Path.of("src/test/resources/stories260k");
    private static final String ROWS = """
            {"prompt":"Once upon a time, there was a little girl","completion":" named Lily."}
            {"prompt":"She loved to play","completion":" with <b>a|pipe</b>"}
            {"text":"The sun was bright and the sky was blue."}
            """;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "trainyard.data-roots")
    Path dataRoot;

    @Inject
    ArtifactStore artifacts;

    private EventProbe probe;

    @BeforeEach
    void listen() {
        probe = new EventProbe(bootstrapServers, Topics.EVALUATION_EVENTS);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aModelTrainedElsewhereIsScoredOnTheRowsThatCameWithIt() throws Exception {
        Files.writeString(dataRoot.resolve("elsewhere.jsonl"), ROWS);
        ModelVersion version = registered("elsewhere", Optional.empty(), "").version();
        VersionImported imported = new VersionImported(
                EventHead.now(),
                version,
                EvaluationReader.read(WireJson.mapper().readTree("""
                        {"data": "elsewhere.jsonl", "max_samples": 2, "max_new_tokens": 4}""")),
                DeploymentReader.read(WireJson.mapper().readTree("{\"auto_deploy\": true}")));
        probe.send(imported);
        probe.send(imported);

        EvaluationCompleted completed = probe.await(
                EvaluationCompleted.class, event -> event.version().id().equals(version.id()), PATIENCE);

        assertThat(completed.jobId()).isEmpty();
        assertThat(completed.samples()).isEqualTo(2);
        assertThat(completed.deployment()).isEqualTo(imported.deployment());
        completed.reports().forEach(artifacts::verify);
        given().get("/evaluations?version=elsewhere/1")
                .then()
                .body("data.status", contains("completed"))
                .body("data[0].job_id", nullValue());
    }

    @Test
    void aModelWithoutAHuggingFaceFolderIsNotScored() throws Exception {
        ModelVersion files = registered("packed", Optional.empty(), "").version();
        ModelVersion version =
                new ModelVersion(files.id(), files.name(), files.number(), files.artifact(), ModelFormat.GGUF);
        probe.send(new VersionImported(
                EventHead.now(),
                version,
                EvaluationReader.read(WireJson.mapper().createObjectNode()),
                DeploymentReader.read(WireJson.mapper().createObjectNode())));

        EvaluationSkipped skipped = probe.await(
                EvaluationSkipped.class, event -> event.version().id().equals(version.id()), PATIENCE);

        assertThat(skipped.reason()).contains("format gguf is not scored");
    }

    @Test
    void aRegisteredVersionIsScoredOnceAndReported() throws Exception {
        VersionRegistered registered = registered("scored", heldOut(ROWS), "thresholds: {perplexity: 1000000}");
        probe.send(registered);
        probe.send(registered);
        probe.send(again(registered));

        EvaluationCompleted completed = probe.await(EvaluationCompleted.class, of(registered), PATIENCE);

        assertThat(completed.jobId()).contains(registered.jobId());
        assertThat(completed.samples()).isEqualTo(3);
        assertThat(completed.gatePassed()).isTrue();
        assertThat(completed.metrics())
                .containsKeys("perplexity", "token_accuracy", "exact_match", "latency_ms", "tokens_per_second");
        assertThat(completed.metrics().get("perplexity"))
                .isCloseTo(Math.exp(completed.metrics().getOrDefault("loss", Double.NaN)), within(1e-9));
        assertThat(completed.deployment()).isEqualTo(registered.spec().deployment());
        assertThat(probe.all(EvaluationStarted.class, of(registered))).hasSize(1);
        completed.reports().forEach(artifacts::verify);
        assertThat(completed.reports())
                .extracting(report -> Path.of(report.uri()).getFileName().toString())
                .satisfiesExactly(
                        json -> assertThat(json).isEqualTo("eval_report_scored.json"),
                        markdown -> assertThat(markdown).isEqualTo("eval_report_scored.md"),
                        results -> assertThat(results).matches("results_[-0-9T.]+json"),
                        lines -> assertThat(lines).isEqualTo("predictions_scored.jsonl"),
                        predictions -> assertThat(predictions).isEqualTo("predictions_scored.json"),
                        samples -> assertThat(samples).matches("samples_scored_[-0-9T.]+jsonl"),
                        rows -> assertThat(rows).isEqualTo("row_scores_scored.jsonl"));
        reportsHoldWhatWasMeasured(completed);
        String id = completed.evaluationId().value();
        given().get("/evaluations?job=" + registered.jobId())
                .then()
                .body("data.size()", equalTo(1))
                .body("data[0].status", equalTo("completed"))
                .body("data[0].version", equalTo("scored/1"));
        given().get("/evaluations?version=scored/1").then().body("data.size()", equalTo(1));
        given().get("/evaluations/" + id + "/report.md")
                .then()
                .statusCode(200)
                .contentType("text/markdown")
                .body(containsString("# Evaluation of scored/1"))
                .body(containsString("&lt;b>a\\|pipe&lt;/b>"));
    }

    private void reportsHoldWhatWasMeasured(EvaluationCompleted completed) throws IOException {
        JsonNode report = WireJson.mapper()
                .readTree(artifacts.local(completed.reports().get(0).uri()).toFile());
        assertThat(report.at("/metrics/perplexity").asDouble())
                .isEqualTo(completed.metrics().get("perplexity"));
        assertThat(report.at("/metrics/inference_time/p95_ms").asDouble()).isPositive();
        assertThat(report.at("/metrics/memory_usage/peak_resident_bytes").asLong())
                .isGreaterThan(1 << 20);
        assertThat(report.at("/definitions/perplexity").asText()).contains("per token", "beginning-of-sequence");
        assertThat(report.at("/gate/thresholds/0/at_most").asInt()).isEqualTo(1_000_000);
        double perplexity = report.at("/metrics/perplexity").asDouble();
        assertThat(report.at("/intervals/perplexity/low").asDouble()).isLessThan(perplexity);
        assertThat(report.at("/intervals/perplexity/high").asDouble()).isGreaterThan(perplexity);
        assertThat(report.at("/metric_rows/bleu").asInt()).isEqualTo(2);
        JsonNode results = WireJson.mapper()
                .readTree(artifacts.local(completed.reports().get(2).uri()).toFile());
        assertThat(results.at("/results/scored").path("perplexity,none").asDouble())
                .isEqualTo(perplexity);
        assertThat(results.at("/results/scored").path("perplexity_stderr,none").asDouble())
                .isPositive();
        assertThat(results.at("/higher_is_better/scored/perplexity").asBoolean(true))
                .isFalse();
        JsonNode document = WireJson.mapper()
                .readTree(artifacts.local(completed.reports().get(4).uri()).toFile());
        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly("model_id", "timestamp", "predictions", "metrics");
        assertThat(document.at("/predictions/0/input_id").asText()).isEqualTo("row-1");
        assertThat(document.at("/metrics/inference_time/p50_ms").asDouble()).isPositive();
        List<String> predictions =
                Files.readAllLines(artifacts.local(completed.reports().get(3).uri()));
        assertThat(predictions).hasSize(2);
        JsonNode first = WireJson.mapper().readTree(predictions.get(0));
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactly(
                        "model_id", "timestamp", "input_id", "input", "output", "expected", "confidence", "metadata");
        assertThat(first.path("model_id").asText()).isEqualTo("scored/1");
        assertThat(first.path("output").asText()).startsWith(" named Lily");
        assertThat(first.path("confidence").asDouble()).isBetween(0.3, 1.0);
        assertThat(first.at("/metadata/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void aVersionBelowItsThresholdDoesNotPassTheGate() throws Exception {
        Path rows = Files.writeString(dataRoot.resolve("rows.jsonl"), ROWS);
        VersionRegistered registered =
                registered("gated", Optional.empty(), "data: " + rows + ", thresholds: {exact_match: 0.99}");

        probe.send(registered);

        EvaluationCompleted completed = probe.await(EvaluationCompleted.class, of(registered), PATIENCE);
        assertThat(completed.gatePassed()).isFalse();
        assertThat(completed.gateMessages())
                .singleElement()
                .asString()
                .contains("exact_match", "too low by", "at least 0.99");
    }

    @Test
    void aVersionWithoutRowsIsSkipped() throws Exception {
        VersionRegistered registered = registered("rowless", Optional.empty(), "");

        probe.send(registered);

        EvaluationSkipped skipped = probe.await(EvaluationSkipped.class, of(registered), PATIENCE);
        assertThat(skipped.reason()).contains("evaluation.data", "validation_split");
        assertThat(skipped.deployment()).isEqualTo(registered.spec().deployment());
    }

    @Test
    void aDamagedVersionFails() throws Exception {
        VersionRegistered registered = registered("damaged", heldOut(ROWS), "");
        Files.writeString(artifacts.local(registered.version().artifact().uri()).resolve("config.json"), "{}");

        probe.send(registered);

        EvaluationFailed failed = probe.await(EvaluationFailed.class, of(registered), PATIENCE);
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
    }

    @Test
    void rowsOutsideOfTheDataRootsAndBadRowsFailWithTheReason() throws Exception {
        VersionRegistered outside = registered("outside", Optional.empty(), "data: /etc/passwd");
        VersionRegistered bad =
                registered("bad", heldOut("{\"prompt\":\"x\",\"completion\":\"y\"}\n{\"nothing\":1}\n"), "");

        probe.send(outside);
        probe.send(bad);

        assertThat(probe.await(EvaluationFailed.class, of(outside), PATIENCE)
                        .failure()
                        .code())
                .isEqualTo(ErrorCode.PATH_NOT_ALLOWED);
        EvaluationFailed failed = probe.await(EvaluationFailed.class, of(bad), PATIENCE);
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_DATA);
        assertThat(failed.failure().message()).contains(":2");
    }

    @Test
    void aScoringProcessThatIsKilledIsStartedAgain() throws Exception {
        VersionRegistered registered = registered("mortal", heldOut(ROWS.repeat(60)), "max_samples: 150");
        probe.send(registered);

        Awaitility.await().atMost(PATIENCE).until(() -> scorers().findAny().isPresent());
        scorers().forEach(ProcessHandle::destroyForcibly);

        EvaluationCompleted completed = probe.await(EvaluationCompleted.class, of(registered), PATIENCE);
        assertThat(completed.samples()).isEqualTo(150);
        assertThat(probe.all(EvaluationStarted.class, of(registered))).hasSize(1);
    }

    @Test
    void unknownEvaluationsAreAnsweredWithProblems() {
        given().get("/evaluations/eval-00000000000000000000000000")
                .then()
                .statusCode(404)
                .body("code", equalTo("NOT_FOUND"));
        given().get("/evaluations?limit=0").then().statusCode(400);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
    }

    private static Stream<ProcessHandle> scorers() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> commandLine(child).contains("ScoringMain"));
    }

    /** ProcessHandle.info() gives nothing where the class path is long. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    private static <E extends EvaluationEvent> Predicate<E> of(VersionRegistered registered) {
        return event -> event.version().id().equals(registered.version().id());
    }

    /** The same fact told a second time, as by a registry that was restarted. */
    private static VersionRegistered again(VersionRegistered registered) {
        return new VersionRegistered(
                EventHead.now(1, 0), registered.version(), registered.jobId(), registered.trained(), registered.spec());
    }

    private Optional<ArtifactRef> heldOut(String rows) throws IOException {
        Path file = artifacts.jobFolder(JobId.next()).resolve("held_out.jsonl");
        return Optional.of(artifacts.publish(Files.writeString(file, rows)));
    }

    private VersionRegistered registered(String name, Optional<ArtifactRef> heldOut, String evaluation)
            throws IOException {
        Path folder = artifacts.folder("models", name, "1");
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        ModelVersion version = new ModelVersion(VersionId.next(), name, 1, artifacts.publish(folder));
        TrainedModel trained = new TrainedModel(
                version.artifact(),
                Optional.empty(),
                heldOut,
                "LlamaForCausalLM",
                260_032,
                260_032,
                Optional.empty(),
                "0".repeat(64));
        return new VersionRegistered(
                EventHead.now(1, 0), version, JobId.next(), trained, JobSpecReader.read("""
                        name: %s
                        model: {base: /models/base}
                        training_data: {path: /data/rows.jsonl, format: jsonl}
                        evaluation: {max_new_tokens: 8%s}
                        """.formatted(
                                name, evaluation.isEmpty() ? "" : ", " + evaluation)));
    }
}
