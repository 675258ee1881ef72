package dev.trainyard.evaluation.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.devstack.EventProbe;
import dev.trainyard.evaluation.export.RegistryOfFiles;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Evaluations that are asked for, with real Kafka, PostgreSQL and a real model. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = RegistryOfFiles.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class EvaluateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 8;
    private static final Path MODEL = Path.of("src/test/resources/stories260k");
    private static final String PROMPT = "Once upon a time, there was a little girl named";
    private static final List<Map<String, Object>> ROWS = List.of(
            Map.of("prompt", PROMPT, "completion", " Lily", "key_points", List.of("lily|bob", "train")),
            Map.of("prompt", PROMPT, "format", "json", "should_refuse", true),
            Map.of("prompt", "She loved to", "completion", " play"));

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "test.registry")
    Path registry;

    @Inject
    ArtifactStore artifacts;

    @Test
    void scoresAVersionAgainstAnotherOnTheRowsOfTheRequest() throws Exception {
        version("asked", 2, "asked@candidate");
        version("asked", 1, "asked@champion");
        Map<String, Object> body = Map.of(
                "rows",
                ROWS,
                "metrics",
                List.of("perplexity", "exact_match", "key_point_coverage", "format_compliance", "refusal_recall"),
                "max_new_tokens",
                1,
                "thresholds",
                Map.of("key_point_coverage", 0.9),
                "compare_with",
                "asked@champion",
                "seed",
                7);
        try (EventProbe probe = new EventProbe(bootstrapServers, Topics.EVALUATION_EVENTS)) {
            Response accepted = ask("asked@candidate", body, "key-1");
            accepted.then().statusCode(202).body("data.version", equalTo("asked/2"));
            String id = accepted.jsonPath().getString("data.id");
            assertThat(accepted.header("Location")).endsWith("/evaluations/" + id);
            JsonPath done = settled(id);

            assertThat(done.getString("data.status")).as(done.prettify()).isEqualTo("completed");
            assertThat(done.getDouble("data.metrics.exact_match")).isEqualTo(1);
            assertThat(done.getDouble("data.metrics.key_point_coverage")).isEqualTo(0.5);
            assertThat(done.getDouble("data.metrics.refusal_recall")).isZero();
            assertThat(done.getDouble("data.intervals.perplexity.low"))
                    .isLessThanOrEqualTo(done.getDouble("data.metrics.perplexity"));
            assertThat(done.getBoolean("data.gate_passed")).isFalse();
            assertThat(done.getString("data.gate_messages[0]")).contains("too low by 0.4000");
            assertThat(done.getString("data.comparisons[0].with")).isEqualTo("asked/1");
            Map<String, Object> perplexity =
                    done.getMap("data.comparisons[0].metrics.find { it.metric == 'perplexity' }");
            assertThat(perplexity)
                    .containsEntry("verdict", "not_distinguishable")
                    .hasEntrySatisfying(
                            "words", words -> assertThat(words.toString()).contains("chance may well make"));
            filesAreThere(id, done.getList("data.files"));

            ask("asked@candidate", body, "key-1").then().statusCode(200).body("data.id", equalTo(id));
            ask("asked@champion", body, "key-1")
                    .then()
                    .statusCode(409)
                    .body("detail", containsString("belongs to another request"));
            EvaluationCompleted told = probe.await(
                    EvaluationCompleted.class,
                    event -> event.evaluationId().value().equals(id),
                    PATIENCE);
            assertThat(told.jobId()).isEmpty();
            assertThat(told.deployment().autoDeploy()).isFalse();
        }
    }

    private static void filesAreThere(String id, List<String> files) {
        assertThat(files).contains("eval_report_asked.md", "predictions_asked.json", "row_scores_asked.jsonl");
        given().get("/evaluations/" + id + "/files/eval_report_asked.md")
                .then()
                .statusCode(200)
                .contentType("text/markdown")
                .body(containsString("## Against asked/1"))
                .body(containsString("## Worst answers"))
                .body(containsString("format not followed: json"))
                .body(containsString("rows of the request"));
        given().get("/evaluations/" + id + "/files/predictions_asked.json")
                .then()
                .statusCode(200)
                .body("predictions.size()", equalTo(3))
                .body("predictions[0].metadata.notes[0]", equalTo("not mentioned: train"));
        given().get("/evaluations/" + id + "/files/nothing.json").then().statusCode(404);
        given().get("/evaluations/" + id + "/files/..%2Fscoring.log").then().statusCode(404);
    }

    @Test
    void everythingWrongWithARequestIsSaidAtOnce() throws Exception {
        version("faulty", 1, "faulty");
        ask(
                        "faulty",
                        Map.of(
                                "metrics",
                                List.of("perplexity", "accuracy", "blue"),
                                "data",
                                "/etc/passwd",
                                "compare_with",
                                "nobody@champion",
                                "max_length",
                                1,
                                "every_steps",
                                3,
                                "confidence",
                                Map.of("level", 7)),
                        "key-2")
                .then()
                .statusCode(422)
                .body(
                        "problems.field",
                        hasItems(
                                "metrics[2]", "data", "compare_with", "max_length", "every_steps", "confidence.level"));
        ask("faulty", Map.of("rows", ROWS, "stride", 9, "max_length", 8, "columns", Map.of("label", "x")), "key-7")
                .then()
                .statusCode(422)
                .body("problems.field", containsInAnyOrder("stride", "columns.label"));
        ask("faulty", Map.of("rows", ROWS, "format", "csv"), "key-8")
                .then()
                .statusCode(422)
                .body("problems.field", hasItems("format"));
        ask("faulty", Map.of(), "key-3").then().statusCode(422).body("problems.field", hasItems("data"));
        ask("faulty", Map.of("rows", List.of(1)), "key-4")
                .then()
                .statusCode(422)
                .body("problems.field", equalTo(List.of("rows[0]")));
        ask("unknown", Map.of(), "key-5").then().statusCode(404);
    }

    @Test
    void requestsAtTheSameTimeWithOneKeyLeadToOneEvaluation() throws Exception {
        version("hasty", 1, "hasty");
        Path kept = artifacts.folder("evaluations", "rows");
        long before = entries(kept);
        CyclicBarrier together = new CyclicBarrier(CLIENTS);
        List<Response> answers;
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            answers = clients
                    .invokeAll(Collections.nCopies(CLIENTS, (Callable<Response>) () -> {
                        together.await();
                        return ask("hasty", Map.of("rows", ROWS, "max_new_tokens", 1), "key-hasty");
                    }))
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }
        answers.forEach(
                answer -> assertThat(answer.statusCode()).as(answer.asString()).isBetween(200, 202));
        assertThat(answers.stream().map(answer -> answer.jsonPath().getString("data.id")))
                .containsOnly(answers.getFirst().jsonPath().getString("data.id"));
        assertThat(entries(kept)).as("folders of rows").isEqualTo(before + 1);
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    @Test
    void tellsWhatBecameOfAPromotion() throws Exception {
        version("risen", 2, "risen@candidate");
        Map<String, Object> body = Map.of(
                "rows",
                List.of(Map.of("prompt", PROMPT, "completion", " Lily")),
                "metrics",
                List.of("exact_match"),
                "max_new_tokens",
                1,
                "thresholds",
                Map.of("exact_match", 0.5),
                "promotion",
                Map.of("alias", "champion"));
        String id = ask("risen@candidate", body, "key-6").jsonPath().getString("data.id");
        JsonPath before = settled(id);
        assertThat(before.getBoolean("data.promotion.decided"))
                .as(before.prettify())
                .isTrue();
        assertThat(before.getString("data.promotion.promoted")).isNull();
        assertThat(before.getString("data.promotion.outcome")).contains("has not heard of it yet");

        registryTells("risen_audit", "{'data': [%s]}".formatted(entry("alias.promoted", "2026-03-01T10:00:00Z")));
        registryTells("risen_aliases", "{'data': [{'alias': 'champion', 'version': 3}]}");
        given().get("/evaluations/" + id)
                .then()
                .body("data.promotion.promoted", equalTo(true))
                .body("data.promotion.promoted_at", equalTo("2026-03-01T10:00:00Z"))
                .body("data.promotion.now_version", equalTo(3))
                .body("data.promotion.outcome", containsString("now it is at version 3"));
        given().get("/evaluations?version=risen/2")
                .then()
                .body("data[0].promotion.decided", equalTo(true))
                .body("data[0].promotion.promoted", nullValue());

        registryTells(
                "risen_audit", "{'data': [%s]}".formatted(entry("alias.promotion-refused", "2026-03-01T10:00:00Z")));
        given().get("/evaluations/" + id)
                .then()
                .body("data.promotion.promoted", equalTo(false))
                .body("data.promotion.promoted_at", nullValue())
                .body("data.promotion.outcome", containsString("somebody had moved it since"));
    }

    private static String entry(String action, String at) {
        return "{'action': '%s', 'at': '%s', 'before': {'version': 1}, 'after': {'alias': 'champion', 'version': 2}}"
                .formatted(action, at);
    }

    private void registryTells(String name, String answer) throws IOException {
        Files.writeString(registry.resolve(name), answer.replace('\'', '"'));
    }

    private static Response ask(String model, Object body, String key) {
        return given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/evaluate/" + model);
    }

    private static JsonPath settled(String id) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> given().get("/evaluations/" + id).jsonPath(),
                        view -> !List.of("queued", "running").contains(view.getString("data.status")));
    }

    private void version(String name, int number, String reference) throws IOException {
        Path folder = artifacts.folder("models", name, Integer.toString(number));
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        ArtifactRef files = artifacts.publish(folder);
        ObjectNode data = WireJson.mapper().valueToTree(files);
        data.put("id", VersionId.next().value())
                .put("name", name)
                .put("number", number)
                .put("format", "huggingface")
                .put("architecture", "LlamaForCausalLM");
        ObjectNode answer = WireJson.mapper().createObjectNode();
        answer.set("data", data);
        Files.writeString(registry.resolve(URLEncoder.encode(reference, StandardCharsets.UTF_8)), answer.toString());
    }
}
