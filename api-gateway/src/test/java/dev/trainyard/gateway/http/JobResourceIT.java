package dev.trainyard.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ControlEvent.CancelRequested;
import dev.trainyard.contracts.event.Event;
import dev.trainyard.contracts.event.TrainingRequest.TrainingRequested;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.gateway.domain.Job;
import dev.trainyard.gateway.domain.JobFilter;
import dev.trainyard.gateway.domain.JobStatus;
import dev.trainyard.gateway.stack.BrokerPause;
import dev.trainyard.gateway.stack.PeerServices;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class JobResourceIT extends GatewayIntegration {
    private static final String YAML = "application/yaml";
    private static final int CLIENTS = 6;

    @TestHTTPResource("/api/training/jobs")
    URI submissions;

    @Test
    void takesJsonAndSendsTheResolvedSpecToTheWorkers() {
        String spec =
                "{\"name\":\"json-job\",\"model\":{\"base\":\"tiny\"},\"training_data\":{\"path\":\"rows.jsonl\"}}";
        ValidatableResponse answer = submit(spec, "application/json")
                .statusCode(201)
                .body("success", is(true))
                .body("data.status", is("queued"))
                .body("data.settled", is(false))
                .body("data.progress", equalTo(0.0f))
                .body("data.total_epochs", equalTo(1.0f))
                .body("data.stages.stage", contains("prepare", "train", "export", "register", "evaluate", "deploy"))
                .body("data.stages.status", everyItem(is("pending")))
                .body("data.spec.training_data.path[0]", startsWith("/"))
                .body("data.spec.hyperparameters.batch_size", is(8));
        String id = answer.extract().path("data.id");
        answer.header("Location", endsWith("/api/training/jobs/" + id));

        TrainingRequested request =
                requests().filter(r -> r.jobId().value().equals(id)).findFirst().orElseThrow();
        assertThat(request.submission()).isEqualTo(1);
        assertThat(request.spec()).isEqualTo(jobs.job(new JobId(id)).spec());
        assertThat(request.spec().model().base())
                .contains(dataRoot().resolve("tiny").toString());
        given().get("/api/training/jobs/" + id).then().statusCode(200).body("data.spec.name", is("json-job"));
    }

    private Stream<TrainingRequested> requests() {
        return await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> wire.events(Topics.TRAINING_REQUESTS), events -> !events.isEmpty())
                .stream()
                .map(TrainingRequested.class::cast);
    }

    @Test
    void submissionsAtTheSameTimeWithOneKeyLeadToOneJob() throws Exception {
        CyclicBarrier together = new CyclicBarrier(CLIENTS);
        List<ValidatableResponse> answers;
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            answers = clients
                    .invokeAll(Collections.nCopies(CLIENTS, (Callable<ValidatableResponse>) () -> {
                        together.await();
                        return submit(spec("hasty"), YAML, "hasty-1");
                    }))
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }
        answers.forEach(answer -> answer.statusCode(in(List.of(200, 201))));
        List<String> ids = answers.stream()
                .map(answer -> answer.extract().<String>path("data.id"))
                .distinct()
                .toList();
        assertThat(ids).hasSize(1);
        await().atMost(Duration.ofSeconds(10)).until(() -> requestedJobs().contains(ids.getFirst()));
        assertThat(requests().filter(request -> request.spec().name().equals("hasty")))
                .hasSize(1);

        submit(spec("hasty"), YAML, "hasty-1").statusCode(200).body("data.id", is(ids.getFirst()));
        submit(spec("other"), YAML, "hasty-1").statusCode(409).body("detail", containsString(ids.getFirst()));
        submit(spec("hasty"), YAML, "k".repeat(201)).statusCode(400);
    }

    private static ValidatableResponse submit(String spec, String type, String key) {
        return given().contentType(type)
                .header("Idempotency-Key", key)
                .body(spec.getBytes(StandardCharsets.UTF_8))
                .post("/api/training/jobs")
                .then();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "application/x-yaml", "text/yaml", "text/plain"})
    void takesYaml(String type) {
        String yaml = "name: yaml-job\nmodel:\n  base: tiny\ntraining_data:\n  path: rows.jsonl\n"
                + "hyperparameters:\n  learning_rate: 1e-4\n";
        submit(yaml, type).statusCode(201).body("data.spec.hyperparameters.learning_rate", equalTo(1.0e-4f));
    }

    @Test
    void leavesAModelOfAHubToTheWorker() {
        String spec = "{name: hub-job, model: {base: Qwen/Qwen3-0.6B}, training_data: {path: rows.jsonl},"
                + " adapter: {method: lora, init_from: \"hf://a/adapter@main\"}}";
        submit(spec, "application/yaml")
                .statusCode(201)
                .body("data.spec.model.base", equalTo("Qwen/Qwen3-0.6B"))
                .body("data.spec.adapter.init_from", equalTo("hf://a/adapter@main"));
    }

    @Test
    void answersWithAllProblemsOfASpecAndItsPathsAtOnce() {
        String spec = "{name: Bad Name, model: {base: no-model}, colour: red,"
                + " training_data: {path: [gone.jsonl, /etc/passwd, empty.jsonl, ../../etc/passwd]},"
                + " hyperparameters: {learning_rate: 7, epochs: three}, adapter: {method: lokr}}";
        submit(spec, "application/yaml")
                .statusCode(422)
                .contentType(containsString("application/problem+json"))
                .body("code", is("INVALID_SPEC"))
                .body(
                        "problems.field",
                        containsInAnyOrder(
                                "name",
                                "model.base",
                                "colour",
                                "training_data.path[0]",
                                "training_data.path[1]",
                                "training_data.path[2]",
                                "training_data.path[3]",
                                "hyperparameters.learning_rate",
                                "hyperparameters.epochs",
                                "adapter.method"));
    }

    @Test
    void aDryRunShowsTheResolvedSpecOrAllProblemsAndQueuesNothing() {
        int before = jobs.list(new JobFilter(Set.of(), 500, Optional.empty())).size();

        dryRun(spec("rehearsal"), "true")
                .statusCode(200)
                .body("success", is(true))
                .body("data.spec.name", is("rehearsal"))
                .body("data.spec.training_data.path[0]", startsWith("/"))
                .body("data.spec.hyperparameters.batch_size", is(8))
                .body("data", not(hasKey("id")));
        dryRun("{name: Bad Name, model: {base: no-model}, training_data: {path: gone.jsonl}}", "true")
                .statusCode(422)
                .contentType(containsString("application/problem+json"))
                .body("problems.field", containsInAnyOrder("name", "model.base", "training_data.path"));
        dryRun(spec("doubtful"), "yes").statusCode(400);

        assertThat(jobs.list(new JobFilter(Set.of(), 500, Optional.empty()))).hasSize(before);
        dryRun(spec("rehearsed"), "false").statusCode(201).body("data.status", is("queued"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                requests().map(request -> request.spec().name()))
                        .contains("rehearsed")
                        .doesNotContain("rehearsal", "doubtful"));
    }

    private static ValidatableResponse dryRun(String spec, String wanted) {
        return given().contentType("application/yaml")
                .body(spec.getBytes(StandardCharsets.UTF_8))
                .post("/api/training/jobs?dry_run=" + wanted)
                .then();
    }

    @Test
    void showsWhatAWorkerFoundOutBeforeTheFirstStep() throws Exception {
        Job job = submitted("prepared");
        String path = "/api/training/jobs/" + job.id() + "/preparation";
        given().get(path).then().statusCode(404).body("detail", containsString("has not been prepared yet"));
        write(settings.artifacts().resolve("jobs/" + job.id() + "/prepare.json"), """
                {"rows": 936, "held_out_rows": 104, "tokens": 28119, "supervised_tokens": 9310, "cut_rows": 0,
                 "max_length": 96, "batching": "plain", "batches_per_epoch": 117, "total_steps": 351,
                 "planned_tokens": 84357, "cached": false,
                 "memory": {"estimated_bytes": 769654784, "limit_bytes": 4294967296, "parts": {"base": 361758720}},
                 "samples": [{"row": "faq.jsonl:1", "tokens": 28, "supervised": 9, "full_tokens": 28, "text": "a⟦b⟧"}],
                 "time": {"forecast_after_step": 5, "forecast_seconds": 61.5}}
                """);
        given().get(path)
                .then()
                .statusCode(200)
                .body("data.rows", is(936))
                .body("data.supervised_tokens", is(9310))
                .body("data.memory.estimated_bytes", is(769654784))
                .body("data.memory.parts.base", is(361758720))
                .body("data.time.forecast_seconds", equalTo(61.5f))
                .body("data.samples[0].text", is("a⟦b⟧"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"name\": ", "a: [", "just words"})
    void refusesWhatIsNoDocument(String body) {
        submit(body, "application/json").statusCode(400).body("code", is("INVALID_REQUEST"));
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        submit("name: " + "x".repeat(300_000), "application/yaml").statusCode(400);
        // The server closes the connection as it answers; who asks before sending, as curl does, reads the answer
        // surely.
        HttpRequest request = HttpRequest.newBuilder(submissions)
                .expectContinue(true)
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1_100_000]))
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void resolvesModelsOfTheRegistry() {
        Path folder = settings.artifacts().resolve("models/tiny");
        ArtifactRef tiny = artifacts.publish(folder);
        PeerServices.MODELS.put("tiny/latest", tiny);
        String spec = spec("tuned").replace("tiny", "\"models:/tiny/latest\"");
        submit(spec, "application/yaml").statusCode(201).body("data.spec.model.base", endsWith("/models/tiny"));
        PeerServices.MODELS.put("tiny@champion", tiny);
        submit(spec.replace("tiny/latest", "tiny@champion"), "application/yaml")
                .statusCode(201)
                .body("data.spec.model.base", endsWith("/models/tiny"));
        PeerServices.MODELS.put("tiny/6", new ArtifactRef(tiny.uri(), "0".repeat(64), tiny.sizeBytes()));
        submit(spec.replace("latest", "6"), "application/yaml")
                .statusCode(500)
                .body("code", is("CHECKSUM_MISMATCH"))
                .body("detail", containsString("expected 0000"));
        submit(spec.replace("latest", "7"), "application/yaml")
                .statusCode(422)
                .body("problems.field", contains("model.base"))
                .body("problems.message", hasItem(containsString("not in the registry")));
    }

    @Test
    void aCreatedJobWaitsUntilItIsStarted() {
        String id = given().contentType("application/yaml")
                .body(spec("later").getBytes(StandardCharsets.UTF_8))
                .post("/api/training/jobs?start=false")
                .then()
                .statusCode(201)
                .body("data.status", is("created"))
                .extract()
                .path("data.id");
        String path = "/api/training/jobs/" + id;
        given().post(path + "/start").then().statusCode(200).body("data.status", is("queued"));
        given().post(path + "/start").then().statusCode(409).body("code", is("CONFLICT"));
        given().post(path + "/cancel").then().statusCode(200).body("data.status", is("cancelling"));
        given().post(path + "/cancel").then().statusCode(200).body("data.status", is("cancelling"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> wire.events(Topics.TRAINING_CONTROL).stream()
                                .map(CancelRequested.class::cast)
                                .filter(e -> e.jobId().value().equals(id) && e.submission() == 1)
                                .count()
                        == 1);
    }

    @Test
    void aCreatedJobIsCancelledAtOnceAndCanBeStartedAfterwards() {
        String id = given().body(spec("never").getBytes(StandardCharsets.UTF_8))
                .contentType("application/yaml")
                .post("/api/training/jobs?start=false")
                .then()
                .extract()
                .path("data.id");
        String path = "/api/training/jobs/" + id;
        given().post(path + "/cancel")
                .then()
                .statusCode(200)
                .body("data.status", is("cancelled"))
                .body("data.settled", is(true));
        given().post(path + "/cancel").then().statusCode(409).body("detail", containsString("it has ended"));
        given().post(path + "/start").then().statusCode(200).body("data.status", is("queued"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"job-01k3qzv5m8f0a2b4c6d8e0f2g4", "nonsense", "..%2f..%2fetc"})
    void anUnknownJobIsNotFound(String id) {
        for (String path : List.of("", "/logs", "/events", "/metrics", "/preparation")) {
            given().urlEncodingEnabled(false)
                    .get("/api/training/jobs/" + id + path)
                    .then()
                    .statusCode(404)
                    .body("code", is("NOT_FOUND"));
        }
        given().urlEncodingEnabled(false)
                .post("/api/training/jobs/" + id + "/cancel")
                .then()
                .statusCode(404);
    }

    @Test
    void listsNewestFirstInPages() {
        List<String> ids = IntStream.range(0, 3)
                .mapToObj(i -> submitted("list-" + i).id().value())
                .toList();
        given().get("/api/training/jobs?limit=2&status=queued,running")
                .then()
                .statusCode(200)
                .body("data", hasSize(2))
                .body("data.status", everyItem(is("queued")))
                .body("data[0]", not(hasKey("spec")));
        given().get("/api/training/jobs?limit=1&after=" + ids.get(2)).then().body("data.id", contains(ids.get(1)));
        given().get("/api/training/jobs?status=nonsense").then().statusCode(400);
        given().get("/api/training/jobs?limit=0").then().statusCode(400).body("problems.field", contains("limit"));
        given().get("/api/training/jobs?after=x").then().statusCode(400);
        given().get("/training_status").then().statusCode(200).body("data.id", hasItem(ids.get(0)));
        given().get("/api/training/training_status")
                .then()
                .statusCode(200)
                .body("data.find { it.id == '" + ids.get(1) + "' }.status", is("queued"))
                .body("data.find { it.id == '" + ids.get(1) + "' }.progress", equalTo(0.0f));
    }

    @Test
    void ofAHundredConcurrentSubmissionsNoneIsLost() throws Exception {
        Set<String> ids = new HashSet<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(20)) {
            List<Future<String>> answers = IntStream.range(0, 100)
                    .mapToObj(i -> pool.submit(() -> submitted("many").id().value()))
                    .toList();
            for (Future<String> answer : answers) {
                ids.add(answer.get());
            }
        }
        assertThat(ids).hasSize(100);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(requestedJobs()).containsAll(ids));
        assertThat(requests().filter(request -> ids.contains(request.jobId().value())))
                .hasSize(100);
    }

    private Set<String> requestedJobs() {
        return requests().map(request -> request.jobId().value()).collect(Collectors.toSet());
    }

    @Test
    void concurrentCancelsOfOneJobAskItsWorkerOnce() throws Exception {
        Job job = submitted("raced");
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> pool.submit(() -> given().post("/api/training/jobs/" + job.id() + "/cancel")
                            .statusCode()))
                    .toList();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
        submitted("after-the-race");
        await().atMost(Duration.ofSeconds(10)).until(() -> !cancels(job).isEmpty());
        assertThat(cancels(job)).hasSize(1);
    }

    private List<Event> cancels(Job job) {
        return wire.events(Topics.TRAINING_CONTROL).stream()
                .filter(event -> event.subject().equals(job.id().value()))
                .toList();
    }

    @Test
    void acceptsJobsWhileTheBrokerIsAwayAndDeliversThemLater() throws Exception {
        Assumptions.assumeTrue(BrokerPause.possible(), "the broker runs in a process of its own");
        Job job;
        try (BrokerPause pause = BrokerPause.begin()) {
            job = submitted("patient");
            assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
            given().get("/q/health/ready").then().statusCode(200);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> requestedJobs().contains(job.id().value()));
    }

    @Test
    void documentsAndObservesItself() {
        submitted("observed");
        given().accept("application/json")
                .get("/api/openapi")
                .then()
                .statusCode(200)
                .body("paths", hasKey("/api/training/jobs"))
                .body("paths", hasKey("/api/training/jobs/{id}/events"));
        given().get("/api/docs/").then().statusCode(200).body(containsString("swagger"));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("trainyard_jobs{status=\"queued\"}"))
                .body(containsString("trainyard_submissions_seconds_count{outcome=\"accepted\"}"));
    }

    @Test
    void describesTheRoutesOfTheRegistryWithExamples() {
        given().accept("application/json")
                .get("/api/openapi")
                .then()
                .statusCode(200)
                .body(
                        "paths.'/api/training/models'.post.requestBody.content.'application/json'.example.name",
                        is("course-assistant"))
                .body(
                        "paths.'/api/training/models/{name}/aliases/{alias}'.put.summary",
                        is("Let an alias stand for a version"))
                .body(
                        "paths.'/api/training/deployments/{id}/promote'.post.summary",
                        is("Let a version that is being introduced, or held at its step, take all requests"))
                .body("paths.'/api/training/jobs'.post", notNullValue());
    }

    @Test
    void passesCallsOnToTheirOwners() {
        given().get("/api/training/models/tiny/versions?limit=2")
                .then()
                .statusCode(200)
                .body(equalTo("GET /models/tiny/versions limit=2 "));
        given().get("/api/training/models").then().statusCode(200).body(equalTo("GET /models null "));
        given().delete("/api/training/models/teapot").then().statusCode(418);
        given().contentType("application/json")
                .body("{\"a\":1}")
                .post("/api/training/models/tiny/tag")
                .then()
                .statusCode(200)
                .body(equalTo("POST /models/tiny/tag null {\"a\":1}"));
        given().header("X-Trainyard-Principal", "somebody else")
                .body("{}")
                .put("/api/training/models/tiny/aliases/champion")
                .then()
                .statusCode(200)
                .body(equalTo("PUT /models/tiny/aliases/champion null {}"));
        given().get("/api/training/statistics").then().body(equalTo("GET /statistics null "));
        given().get("/api/training/health").then().body(equalTo("GET /health null "));
        given().post("/api/training/deploy/tiny@champion").then().statusCode(503);
        given().get("/api/training/deployments")
                .then()
                .statusCode(503)
                .contentType(containsString("application/problem+json"))
                .body("code", is("UNAVAILABLE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/%2e%2e/q/metrics", "models/..%2fq", "models/%252e%252e/x", "models/x%5c..%5cy"})
    void doesNotPassPathsOnThatLeadElsewhere(String path) {
        int status =
                given().urlEncodingEnabled(false).get("/api/training/" + path).statusCode();
        assertThat(status).isIn(400, 404);
    }
}
