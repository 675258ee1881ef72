package dev.trainyard.registry;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStopped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ExportEvent.ExportCompleted;
import dev.trainyard.contracts.event.ExportEvent.ExportDeleted;
import dev.trainyard.contracts.event.ExportEvent.ExportRefused;
import dev.trainyard.contracts.event.ModelEvent.VersionImported;
import dev.trainyard.contracts.event.ModelEvent.VersionRegistered;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.Promotion;
import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.event.TrainingEvent.CheckpointSaved;
import dev.trainyard.contracts.event.TrainingEvent.JobSucceeded;
import dev.trainyard.contracts.event.UsageEvent.UsageMeasured;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.ExportId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.ExportSpec;
import dev.trainyard.contracts.spec.ExportSpecReader;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.contracts.spec.JobSpecReader;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.devstack.DevStackResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users do with models, over HTTP, with a real database. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class ModelLifeIT {
    private static final ExportSpec EXPORT =
            ExportSpecReader.compression(WireJson.mapper().createObjectNode().put("method", "q8_0"));

    @Inject
    ArtifactStore artifacts;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "trainyard.data-roots")
    Path datasets;

    private ModelEvents events;

    @BeforeEach
    void connect() {
        events = new ModelEvents(bootstrapServers);
    }

    @AfterEach
    void disconnect() {
        events.close();
    }

    @Test
    void registersAModelThatWasTrainedElsewhereOnce() throws IOException {
        ModelFiles.huggingFace(datasets.resolve("elsewhere"), 1);
        String body = """
                {"name": "foreign", "source": "elsewhere", "description": "From the hub", "tags": {"team": "nlp"},
                 "metrics": {"perplexity": 7.5}, "evaluation": {"data": "held_out.jsonl", "thresholds": {"perplexity": 9}},
                 "deployment": {"auto_deploy": true}}
                """;
        post("/models", body)
                .statusCode(201)
                .header("Location", containsString("/models/foreign/versions/1"))
                .body("data.format", equalTo("huggingface"))
                .body("data.family", equalTo("llama"))
                .body("data.parameter_count", equalTo(10))
                .body("data.job_id", nullValue())
                .body("data.source", equalTo("elsewhere"));
        post("/models", body).statusCode(200).body("data.number", equalTo(1));
        get("/models/foreign")
                .then()
                .body("data.type", equalTo("causal-lm"))
                .body("data.description", equalTo("From the hub"))
                .body("data.tags.team", equalTo("nlp"));

        Path copy = Path.of(URI.create(get("/models/foreign/versions/1").path("data.uri")));
        assertThat(copy).startsWith(artifacts.folder("models")).isDirectoryContaining("glob:**/model.safetensors");
        ModelFiles.huggingFace(datasets.resolve("elsewhere"), 2);
        post("/models", body).statusCode(201).body("data.number", equalTo(2));
        assertThat(Files.readAllBytes(copy.resolve("model.safetensors"))).endsWith((byte) 1);

        await().atMost(30, SECONDS).until(() -> events.imported("foreign").size() == 2);
        VersionImported first = events.imported("foreign").getFirst();
        assertThat(first.version().reference()).isEqualTo("foreign/1");
        assertThat(first.version().format()).isEqualTo(ModelFormat.HUGGINGFACE);
        assertThat(first.evaluation().data()).contains("held_out.jsonl");
        assertThat(first.deployment().autoDeploy()).isTrue();
    }

    @Test
    void saysEverythingThatIsWrongWithWhatIsToFollow() {
        post("/models", """
                {"name": "asking", "source": "nowhere", "evaluation": {"metrics": ["blue"], "max_samples": 0},
                 "deployment": {"deployment_target": "moon"}}
                """)
                .statusCode(400)
                .body(
                        "problems.field",
                        hasItems("evaluation.metrics[0]", "evaluation.max_samples", "deployment.deployment_target"));
    }

    @Test
    void refusesAnEvaluationThatDoesNotFitTheModel() throws IOException {
        ModelFiles.classifier(datasets.resolve("sorting"));
        String body = """
                {"name": "sorting", "source": "sorting",
                 "evaluation": {"data": "rows.jsonl", "metrics": ["bleu"], "stride": 8}}
                """;
        post("/models", body)
                .statusCode(400)
                .body("detail", containsString("is a classifier"))
                .body("problems.field", contains("evaluation.metrics[0]", "evaluation.stride"));
        get("/models/sorting").then().statusCode(404);
        post("/models", body.replace("bleu", "accuracy").replace(", \"stride\": 8", ""))
                .statusCode(201);
    }

    @Test
    void registersAdaptersGgufAndTorchScriptAndKnowsTheirBase() throws IOException {
        ModelFiles.huggingFace(datasets.resolve("base-of-many"), 3);
        String base = post("/models", "{\"name\": \"rooted\", \"source\": \"base-of-many\"}")
                .statusCode(201)
                .extract()
                .path("data.id");
        ModelFiles.peft(datasets.resolve("adapter"), "models:/rooted/1");
        post("/models", "{\"name\": \"rooted-lora\", \"source\": \"adapter\", \"format\": \"peft\"}")
                .statusCode(201)
                .body("data.base_version", equalTo(base));
        ModelFiles.gguf(datasets.resolve("small.gguf"), 3, 1);
        post("/models", "{\"name\": \"rooted-gguf\", \"source\": \"small.gguf\", \"base\": \"models:/rooted/latest\"}")
                .statusCode(201)
                .body("data.format", equalTo("gguf"))
                .body("data.base_version", equalTo(base));
        ModelFiles.torchScript(datasets.resolve("c.pt"), "data.pkl", "constants.pkl", "code/x.py");
        post("/models", "{\"name\": \"scripted\", \"source\": \"c.pt\", \"type\": \"sequence-classification\"}")
                .statusCode(201)
                .body("data.format", equalTo("torchscript"));

        get("/models/rooted/lineage")
                .then()
                .body("data.nodes.find { it.label == 'rooted-gguf/1' }.kind", equalTo("export"))
                .body("data.edges.findAll { it.from == '" + base + "' }.relation", contains("base_of", "base_of"));
        given().delete("/models/rooted")
                .then()
                .statusCode(409)
                .body("problems.message", contains("base of rooted-lora/1", "base of rooted-gguf/1"));
    }

    @Test
    void leavesNothingOfWhatItRefuses() throws IOException {
        Path folder = ModelFiles.huggingFace(datasets.resolve("broken"), 1);
        Files.write(folder.resolve("model.safetensors"), new byte[20]);
        String body = "{\"name\": \"refused\", \"source\": \"broken\"}";
        post("/models", body)
                .statusCode(422)
                .body("code", equalTo("INVALID_MODEL"))
                .body("detail", containsString("model.safetensors"));
        Path outside = Files.createTempFile("outside", ".bin");
        Files.delete(folder.resolve("model.safetensors"));
        ModelFiles.huggingFace(folder, 1);
        Files.createSymbolicLink(folder.resolve("vocab.txt"), outside);
        post("/models", body).statusCode(422).body("code", equalTo("PATH_NOT_ALLOWED"));
        Files.delete(folder.resolve("vocab.txt"));
        Files.createSymbolicLink(folder.resolve("more"), datasets);
        post("/models", body)
                .statusCode(422)
                .body("detail", containsString("more is neither a file nor a link to one"));
        Files.delete(folder.resolve("more"));
        post("/models", "{\"name\": \"refused\", \"source\": \"/etc/passwd\"}")
                .statusCode(422)
                .body("code", equalTo("PATH_NOT_ALLOWED"));
        post("/models", "{\"name\": \"refused\", \"source\": \"broken\", \"format\": \"gguf\"}")
                .statusCode(422)
                .body("detail", containsString("is of format huggingface"));
        post("/models", "{\"name\": \"refused\", \"source\": \"broken\", \"base\": \"models:/nobody/1\"}")
                .statusCode(404);

        get("/models/refused").then().statusCode(404);
        try (Stream<Path> left = Files.list(artifacts.folder("imports"))) {
            assertThat(left).isEmpty();
        }
        try (Stream<Path> left = Files.list(artifacts.folder("models", "refused"))) {
            assertThat(left).isEmpty();
        }
        post("/models", body).statusCode(201).body("data.number", equalTo(1));
    }

    @Test
    void reportsAllProblemsOfARequestAtOnce() {
        post(
                        "/models",
                        "{\"name\": \"Not A Name\", \"format\": \"onnx\", \"colour\": 1, \"tags\": {\"a\": 1, \"z\": \"\\u0000\"}}")
                .statusCode(400)
                .body("problems.field", hasItems("name", "source", "format", "colour", "tags.a", "tags.z"));
        post("/models", "{\"name\": \"search\", \"source\": \"x\"}")
                .statusCode(400)
                .body("problems[0].message", containsString("path of the registry"));
    }

    @Test
    void givesTwoRequestsForTheSameFilesOneVersion() throws Exception {
        ModelFiles.huggingFace(datasets.resolve("raced"), 5);
        Callable<Integer> request = () -> post("/models", "{\"name\": \"raced\", \"source\": \"raced\"}")
                .extract()
                .path("data.number");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> number : threads.invokeAll(List.of(request, request, request, request))) {
                assertThat(number.get()).isEqualTo(1);
            }
        }
        try (Stream<Path> versions = Files.list(artifacts.folder("models", "raced"))) {
            assertThat(versions).hasSize(1);
        }
    }

    @Test
    void describesAModelAndTellsWhoDidIt() throws IOException {
        imported("described", 1);
        given().header("X-Trainyard-Principal", "ada")
                .contentType("application/json")
                .body(
                        "{\"description\": \"Answers questions\", \"tags\": {\"stage\": \"test\"}, \"type\": \"embedding\"}")
                .put("/models/described")
                .then()
                .statusCode(200)
                .body("data.type", equalTo("embedding"));
        put("/models/described", "{\"tags\": {}}")
                .statusCode(200)
                .body("data.description", equalTo("Answers questions"))
                .body("data.tags.size()", equalTo(0));
        put("/models/described", "{\"typ\": \"x\"}").statusCode(400).body("problems[0].field", equalTo("typ"));
        put("/models/nobody", "{}").statusCode(404);
        changesOnlyWhatItsAuthorSaw();

        get("/models/described/audit")
                .then()
                .body("data.action.unique()", contains("model.described", "version.imported"))
                .body("data.who", contains("anonymous", "anonymous", "anonymous", "ada", "anonymous"))
                .body("data[3].before.type", equalTo("causal-lm"))
                .body("data[3].after.type", equalTo("embedding"))
                .body("data[2].before.tags.stage", equalTo("test"));
    }

    private static void changesOnlyWhatItsAuthorSaw() {
        String seen = get("/models/described").header("ETag");
        assertThat(seen).matches("\"[0-9a-f-]{36}\"");
        String after = describe(seen).statusCode(200).extract().header("ETag");
        assertThat(after).isNotEqualTo(seen).isEqualTo(get("/models/described").header("ETag"));
        describe(seen).statusCode(412).body("detail", containsString("somebody has changed"));
        describe("*").statusCode(200);
    }

    private static ValidatableResponse describe(String ifMatch) {
        return given().header("If-Match", ifMatch)
                .contentType("application/json")
                .body("{\"tags\": {\"seen\": \"yes\"}}")
                .put("/models/described")
                .then();
    }

    @Test
    void movesAnAliasOnlyFromWhereItIsExpected() throws Exception {
        imported("named", 1);
        imported("named", 2);
        put("/models/named/aliases/champion", "{\"version\": 1, \"expected_current\": 0}")
                .statusCode(200)
                .body("data.reference", equalTo("named@champion"));
        get("/models/resolve?ref=models:/named@champion").then().body("data.number", equalTo(1));
        get("/models/resolve?ref=named/champion").then().body("data.number", equalTo(1));
        put("/models/named/aliases/champion", "{\"version\": \"latest\", \"expected_current\": 2}")
                .statusCode(409)
                .body("detail", containsString("is version 1, expected_current says 2"));
        put("/models/named/aliases/champion", "{\"version\": \"latest\", \"expected_current\": 1}")
                .statusCode(200)
                .body("data.version", equalTo(2));
        put("/models/named/aliases/latest", "{\"version\": 1}").statusCode(400);
        put("/models/named/aliases/3", "{\"version\": 1}").statusCode(400);
        put("/models/named/aliases/x", "{\"version\": 9}").statusCode(404);
        get("/models/named").then().body("data.aliases.champion", equalTo(2));
        get("/models/named/versions").then().body("data.aliases", contains(List.of("champion"), List.of()));
        get("/models/named/audit")
                .then()
                .body("data[0].action", equalTo("alias.moved"))
                .body("data[0].before.version", equalTo(1))
                .body("data[0].after.version", equalTo(2));

        given().delete("/models/named/aliases/champion").then().statusCode(200);
        get("/models/resolve?ref=named@champion").then().statusCode(404);
        assertThat(oneOfManyMovesWins()).isEqualTo(1);
    }

    @Test
    void anEvaluationMovesAnAliasUnlessSomebodyHasMovedItMeanwhile() throws Exception {
        VersionRegistered first = trained("promoted", "1e-4", Map.of());
        VersionRegistered second = trained("promoted", "2e-4", Map.of());
        evaluated(first, Map.of("bleu", 20.0), Optional.of(new Promotion("champion", true, Optional.of(0), "first")));
        told(() -> get("/models/promoted").then().body("data.aliases.champion", equalTo(1)));
        EvaluationId refused = evaluated(
                second, Map.of("bleu", 30.0), Optional.of(new Promotion("champion", true, Optional.of(7), "late")));
        told(() -> get("/models/promoted/audit")
                .then()
                .body("data[0].action", equalTo("alias.promotion-refused"))
                .body("data[0].who", equalTo(refused.value())));
        get("/models/promoted").then().body("data.aliases.champion", equalTo(1));
        evaluated(second, Map.of("bleu", 30.0), Optional.of(new Promotion("champion", false, Optional.empty(), "no")));
        EvaluationId moved = evaluated(
                second, Map.of("bleu", 30.0), Optional.of(new Promotion("champion", true, Optional.of(1), "better")));
        told(() -> get("/models/promoted").then().body("data.aliases.champion", equalTo(2)));
        get("/models/promoted/audit")
                .then()
                .body("data[0].action", equalTo("alias.promoted"))
                .body("data[0].who", equalTo(moved.value()))
                .body("data[0].before.version", equalTo(1))
                .body("data[0].after.reason", equalTo("better"));
        get("/models/promoted/audit?who=" + refused).then().body("data.action", contains("alias.promotion-refused"));
    }

    private static void told(ThrowingRunnable seen) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(seen);
    }

    /** All of them expect that there is no such alias yet. */
    private static long oneOfManyMovesWins() throws Exception {
        Callable<Integer> move =
                () -> put("/models/named/aliases/candidate", "{\"version\": 1, \"expected_current\": 0}")
                        .extract()
                        .statusCode();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            long won = 0;
            for (Future<Integer> status : threads.invokeAll(List.of(move, move, move, move, move, move))) {
                won += status.get() == 200 ? 1 : 0;
            }
            return won;
        }
    }

    @Test
    void findsModelsByWordsFamilyTagsAndMetricsPageByPage() throws IOException {
        for (int i = 1; i <= 5; i++) {
            ModelFiles.huggingFace(datasets.resolve("found-" + i), 10 + i);
            post("/models", """
                            {"name": "found-%d", "source": "found-%d", "description": "Speaks Latin", "tags": {"set": "s%d"},
                             "metrics": {"perplexity": %d}}
                            """.formatted(i, i, i % 2, i)).statusCode(201);
        }
        search("{\"text\": \"LATIN found\", \"limit\": 2}")
                .body("data.items.model.name", contains("found-1", "found-2"))
                .body("data.total", equalTo(5))
                .body("data.next", equalTo("found-2"));
        search("{\"text\": \"latin\", \"limit\": 2, \"after\": \"found-4\"}")
                .body("data.items.model.name", contains("found-5"))
                .body("data.next", nullValue());
        search("{\"text\": \"latin\", \"metrics\": {\"perplexity\": {\"min\": 2, \"max\": 3.5}}}")
                .body("data.items.model.name", contains("found-2", "found-3"));
        search("{\"text\": \"latin\", \"metrics\": {\"bleu\": {\"min\": 0}}}").body("data.total", equalTo(0));
        search("{\"tags\": {\"set\": \"s1\"}, \"family\": \"Llama\", \"type\": \"causal-lm\", \"text\": \"latin\"}")
                .body("data.items.model.name", contains("found-1", "found-3", "found-5"));
        search("{\"text\": \"%\", \"format\": \"gguf\"}").body("data.items", empty());
        post("/models/search", "{\"metrics\": {\"a\\u0000\": {}, \"bleu\": {\"min\": 2, \"max\": 1}}}")
                .statusCode(400)
                .body("problems.field", containsInAnyOrder("metrics.a\u0000", "metrics.bleu"));
        given().urlEncodingEnabled(false)
                .get("/models/found%00-1")
                .then()
                .statusCode(400)
                .body("detail", containsString("zero character"));
        post("/models/search", "{\"limit\": 0, \"metrics\": {\"a\": 3}, \"sort\": \"x\"}")
                .statusCode(400)
                .body("problems.field", hasItems("limit", "metrics.a", "sort"));
    }

    @Test
    void comparesVersionsAndTellsWhatChanged() throws Exception {
        VersionRegistered first = trained("changing", "1.0e-4", Map.of("loss", 2.0, "token_accuracy", 0.5));
        VersionRegistered second = trained("changing", "5.0e-4", Map.of("loss", 1.5, "token_accuracy", 0.4));
        evaluated(second, Map.of("perplexity", 3.0, "loss", 1.25));
        await().atMost(30, SECONDS)
                .until(() -> get("/models/changing/versions").path("data[0].scores.perplexity") != null);

        get("/models/changing/versions")
                .then()
                .body("data[0].scores.loss", equalTo(1.25f))
                .body("data[0].changes.since", equalTo(1))
                .body("data[0].changes.metrics.loss.change", equalTo(-0.75f))
                .body("data[0].changes.metrics.loss.better", equalTo(true))
                .body("data[0].changes.metrics.token_accuracy.better", equalTo(false))
                .body("data[0].changes.spec.'hyperparameters.learning_rate'", contains(1.0e-4f, 5.0e-4f))
                .body("data[0].changes.notes", hasItem("hyperparameters.learning_rate: 1.0E-4 → 5.0E-4"))
                .body("data[1].changes", nullValue());
        post("/models/compare", "{\"versions\": [\"changing/1\", \"changing/latest\"]}")
                .statusCode(200)
                .body("data.versions", contains("changing/1", "changing/2"))
                .body("data.metrics.loss.value", contains(2.0f, 1.25f))
                .body("data.metrics.loss[1].change", equalTo(-0.75f))
                .body("data.metrics.perplexity[0].value", nullValue())
                .body("data.sizes.parameter_count", contains(260_032, 260_032))
                .body("data.spec.'hyperparameters.learning_rate'", contains(1.0e-4f, 5.0e-4f))
                .body("data.spec.keySet()", not(hasItem("hyperparameters.batch_size")));
        post("/models/compare", "{\"versions\": [\"changing/1\"]}").statusCode(400);
        post("/models/compare", "{\"versions\": [\"changing/1\", \"changing/7\"]}")
                .statusCode(404);
        assertThat(first.version().number()).isEqualTo(1);
    }

    @Test
    void drawsTheWholeLineageAndRefusesToDeleteWhatIsServed() throws Exception {
        VersionRegistered version = trained("traced", "1.0e-4", Map.of("loss", 2.0));
        EvaluationId evaluation = evaluated(version, Map.of("perplexity", 3.0));
        DeploymentId deployment = DeploymentId.next();
        events.send(new DeploymentReady(
                EventHead.now(),
                deployment,
                version.version(),
                Optional.of(version.jobId()),
                "local",
                URI.create("http://127.0.0.1:9/v1"),
                "traced"));
        ExportId export = exported(version);
        await().atMost(30, SECONDS)
                .until(() ->
                        nodes("traced").containsAll(List.of(evaluation.value(), export.value(), deployment.value())));
        String job = version.jobId().value();
        String id = version.version().id().value();
        get("/models/traced/lineage")
                .then()
                .body(
                        "data.nodes.kind",
                        hasItems("dataset", "job", "checkpoint", "version", "evaluation", "export", "deployment"))
                .body(edge("dataset-" + "d".repeat(64), job), equalTo("trained_on"))
                .body(edge(job, job + "/checkpoints/20"), equalTo("wrote"))
                .body(edge(job + "/checkpoints/10", id), equalTo("exported_as"))
                .body(edge(id, evaluation.value()), equalTo("evaluated_by"))
                .body(edge(id, export.value()), equalTo("exported_as"))
                .body(edge(id, deployment.value()), equalTo("deployed_as"));
        get("/models/traced/versions/1").then().body("data.exports.id", contains(export.value()));
        get("/models/traced")
                .then()
                .body("data.exports[0].version_id", equalTo(id))
                .body("data.exports[0].type", equalTo("q8_0"))
                .body("data.exports[0].bytes", equalTo(300))
                .body("data.exports[0].parity.mean_divergence", equalTo(0.25f));

        events.send(new ExportDeleted(EventHead.now(), export, version.version(), EXPORT));
        told(() -> get("/models/traced/versions/1").then().body("data.exports", empty()));
        get("/models/traced").then().body("data.exports", empty());
        get("/models/traced/lineage")
                .then()
                .body("data.nodes.find { it.id == '" + export + "' }.label", containsString("(deleted)"));

        given().delete("/models/traced")
                .then()
                .statusCode(409)
                .body("problems[0].field", equalTo("traced/1"))
                .body("problems[0].message", containsString(deployment.value()));
        events.send(new DeploymentStopped(
                EventHead.now(), deployment, version.version(), Optional.of(version.jobId()), "stopped by a test"));
        await().atMost(30, SECONDS).until(() -> given().delete("/models/traced").statusCode() == 200);
        get("/models/traced").then().statusCode(404);
        get("/models/resolve?ref=" + id).then().statusCode(404);
        get("/models/traced/audit").then().body("data[0].action", equalTo("model.deleted"));
        assertThat(artifacts.local(version.version().artifact().uri())).exists();
        assertThat(trained("traced", "1.0e-4", Map.of()).version().number())
                .as("numbers are never given twice")
                .isEqualTo(2);
        get("/models/traced/versions").then().body("data.number", contains(2));
    }

    @Test
    void addsUpUsageOnce() throws Exception {
        VersionRegistered version = trained("used", "1.0e-4", Map.of());
        UsageMeasured fast = usage(version.version(), 5);
        events.send(fast);
        events.send(fast);
        events.send(usage(version.version(), 700));
        await().atMost(30, SECONDS)
                .until(() -> List.of(8).equals(get("/models/used/usage").path("data.requests")));
        get("/models/used/usage?days=2")
                .then()
                .body("data.version", contains("used/1"))
                .body("data.errors", contains(2))
                .body("data.refused", contains(4))
                .body("data[0].mean_millis", equalTo(352.5f))
                .body("data[0].p50_millis", lessThan(6f))
                .body("data[0].p99_millis", greaterThan(512f));
        get("/models/used/usage?days=0").then().statusCode(400);
        get("/models/nobody/usage").then().statusCode(404);
    }

    /** Four requests that took as long as each other. */
    private static UsageMeasured usage(ModelVersion version, long millis) {
        List<Long> counts = new ArrayList<>(ResponseTimes.none().counts());
        counts.set(ResponseTimes.bucket(millis), 4L);
        Instant now = Instant.now();
        return new UsageMeasured(
                EventHead.now(),
                DeploymentId.next(),
                version,
                now.minusSeconds(10),
                now,
                4,
                2,
                1,
                new ResponseTimes(4 * millis, counts));
    }

    @Test
    void countsWhatItHoldsAndIsWell() throws IOException {
        imported("counted", 1);
        get("/statistics")
                .then()
                .statusCode(200)
                .body("data.models", greaterThanOrEqualTo(1))
                .body("data.storage_bytes", greaterThanOrEqualTo(36))
                .body("data.versions_by_family.llama", greaterThanOrEqualTo(1))
                .body("data.versions_by_format.huggingface", greaterThanOrEqualTo(1))
                .body("data.models_by_type.causal-lm", greaterThanOrEqualTo(1));
        get("/health").then().statusCode(200).body("data.status", equalTo("up"));
        get("/models/resolve?ref=ver-00000000000000000000000000")
                .then()
                .statusCode(404)
                .body("detail", containsStringIgnoringCase("version"));
    }

    private void imported(String name, int content) throws IOException {
        ModelFiles.huggingFace(datasets.resolve(name + content), content);
        post("/models", "{\"name\": \"%s\", \"source\": \"%s\"}".formatted(name, name + content))
                .statusCode(201);
    }

    private static List<String> nodes(String name) {
        return get("/models/" + name + "/lineage").path("data.nodes.id");
    }

    private static String edge(String from, String to) {
        return "data.edges.find { it.from == '" + from + "' && it.to == '" + to + "' }.relation";
    }

    private static ValidatableResponse search(String body) {
        return post("/models/search", body).statusCode(200);
    }

    private static ValidatableResponse post(String path, String body) {
        return json(body, "POST", path).then();
    }

    private static ValidatableResponse put(String path, String body) {
        return json(body, "PUT", path).then();
    }

    private static Response json(String body, String method, String path) {
        return given().contentType("application/json").body(body).request(method, path);
    }

    private EvaluationId evaluated(VersionRegistered registered, Map<String, Double> metrics) throws Exception {
        return evaluated(registered, metrics, Optional.empty());
    }

    private EvaluationId evaluated(
            VersionRegistered registered, Map<String, Double> metrics, Optional<Promotion> promotion) throws Exception {
        EvaluationId evaluation = EvaluationId.next();
        events.send(new EvaluationCompleted(
                EventHead.now(),
                evaluation,
                registered.version(),
                Optional.of(registered.jobId()),
                metrics,
                8,
                true,
                List.of(),
                List.of(),
                registered.spec().deployment(),
                promotion));
        return evaluation;
    }

    /** One export that passed, told twice, and one that did not. */
    private ExportId exported(VersionRegistered registered) throws Exception {
        ExportId export = ExportId.next();
        ArtifactRef files = registered.version().artifact();
        Map<String, Double> parity = Map.of("mean_divergence", 0.25);
        for (int i = 0; i < 2; i++) {
            events.send(new ExportCompleted(
                    EventHead.now(), export, registered.version(), EXPORT, files, 1000, 300, parity));
        }
        events.send(new ExportRefused(
                EventHead.now(),
                ExportId.next(),
                registered.version(),
                EXPORT,
                List.of("too different"),
                parity,
                files));
        return export;
    }

    /** A version that a job has trained, with two checkpoints of which the first was better. */
    private VersionRegistered trained(String name, String learningRate, Map<String, Double> metrics) throws Exception {
        JobId job = JobId.next();
        Path model = Files.createDirectories(artifacts.jobFolder(job).resolve("model"));
        Files.writeString(model.resolve("model.safetensors"), "weights of " + job);
        ArtifactRef files = artifacts.publish(model);
        for (int step : new int[] {10, 20}) {
            events.send(new CheckpointSaved(EventHead.now(1, step), job, step, files, step == 10));
        }
        JobSpec spec = JobSpecReader.read(
                "{name: %s, model: {base: /base}, training_data: {path: a.txt, format: text}, hyperparameters: {learning_rate: %s}}"
                        .formatted(name, learningRate));
        TrainedModel trained = new TrainedModel(
                files,
                Optional.empty(),
                Optional.empty(),
                "LlamaForCausalLM",
                260_032,
                260_032,
                Optional.of("/base"),
                "d".repeat(64));
        events.send(new JobSucceeded(EventHead.now(1, 30), job, 1, spec, trained, metrics, 1000, 2000));
        await().atMost(30, SECONDS).until(() -> !events.of(job).isEmpty());
        return (VersionRegistered) events.of(job).getFirst();
    }
}
