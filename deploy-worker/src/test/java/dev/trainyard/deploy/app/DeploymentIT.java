package dev.trainyard.deploy.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.event.DeploymentEvent;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentFailed;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentReady;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentSkipped;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStarted;
import dev.trainyard.contracts.event.DeploymentEvent.DeploymentStopped;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationCompleted;
import dev.trainyard.contracts.event.EvaluationEvent.EvaluationSkipped;
import dev.trainyard.contracts.event.EventHead;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.event.UsageEvent.UsageMeasured;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.wire.Topics;
import dev.trainyard.deploy.ClassifierFolder;
import dev.trainyard.devstack.DevStackResource;
import dev.trainyard.devstack.EventProbe;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service with real Kafka, PostgreSQL and model servers. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = Neighbours.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class DeploymentIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    ArtifactStore artifacts;

    @Inject
    Versions versions;

    private EventProbe probe;

    @BeforeEach
    void listen() {
        probe = new EventProbe(bootstrapServers, Topics.DEPLOYMENT_EVENTS);
    }

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void aVersionThatPassedItsGateIsServedAndReplacedByTheNext() throws Exception {
        ModelVersion first = versions.model("served", 1);
        EvaluationCompleted passed = completed(first, true, true);
        probe.send(passed);
        probe.send(passed);
        DeploymentReady ready = ready(first);

        assertThat(ready.servedName()).isEqualTo("served");
        assertThat(ready.jobId()).isEqualTo(passed.jobId());
        assertThat(ready.endpoint().toString()).startsWith("http://127.0.0.1:").endsWith("/v1");
        assertThat(answer(ready.endpoint(), "served")).contains("\"chat.completion\"");
        given().get("/deployments?name=served&status=ready")
                .then()
                .body("data.size()", equalTo(1))
                .body("data[0].endpoint", equalTo(ready.endpoint().toString()))
                .body("data[0].reference", equalTo("served/1"));

        try (EventProbe used = new EventProbe(bootstrapServers, Topics.USAGE_EVENTS)) {
            UsageMeasured usage =
                    used.await(UsageMeasured.class, event -> event.version().equals(first), PATIENCE);
            assertThat(usage.requests()).isPositive();
            assertThat(usage.responseTimes().count()).isEqualTo(usage.requests());
        }
        ModelVersion second = versions.scripted("served", 2);
        probe.send(skipped(second));
        DeploymentReady replacement = ready(second);

        DeploymentStopped stopped = probe.await(DeploymentStopped.class, of(first), PATIENCE);
        assertThat(stopped.reason()).contains("served/2");
        assertThat(answer(replacement.endpoint(), "served")).contains("\"chat.completion\"");
        await().atMost(PATIENCE)
                .until(() -> ServerProcesses.of("served").findAny().isEmpty());
        assertThat(probe.all(DeploymentStarted.class, of(first))).hasSize(1);

        String id = replacement.deploymentId().value();
        given().delete("/deployments/" + id).then().statusCode(200).body("data.status", equalTo("stopped"));
        probe.await(DeploymentStopped.class, of(second), PATIENCE);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answer(replacement.endpoint(), "served"))
                        .contains("the model 'served' does not exist here"));
        given().get("/deployments/" + id).then().body("data.reason", equalTo("stopped at the user's request"));
    }

    @Test
    void aClassifierIsServedAfterItToldALabel() throws Exception {
        ModelVersion version = versions.model("sorter", 1, ClassifierFolder::write);
        probe.send(completed(version, true, true));

        URI endpoint = ready(version).endpoint();

        assertThat(post(endpoint + "/classify", "{\"model\":\"sorter\",\"input\":\"Once upon a time\"}"))
                .contains("\"label\":", "\"scores\":", "\"luggage\":");
        assertThat(answer(endpoint, "sorter")).contains("is a classifier", "/v1/classify");
        assertThat(Files.readString(artifacts
                        .folder("deployments", ready(version).deploymentId().value())
                        .resolve("server.log")))
                .contains("serving sorter on ");
        stop(version);
    }

    @Test
    void aDamagedVersionFailsAndTheOldOneStays() throws Exception {
        ModelVersion good = versions.scripted("damaged", 1);
        probe.send(completed(good, true, true));
        URI endpoint = ready(good).endpoint();
        ModelVersion bad = versions.model("damaged", 2);
        versions.damage(bad);

        probe.send(completed(bad, true, true));

        DeploymentFailed failed = probe.await(DeploymentFailed.class, of(bad), PATIENCE);
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(answer(endpoint, "damaged")).contains("\"chat.completion\"");
        assertThat(probe.all(DeploymentStopped.class, of(good))).isEmpty();
        stop(good);
    }

    @Test
    void aVersionThatCannotBeLoadedFailsWithTheReason() throws Exception {
        ModelVersion broken =
                versions.model("broken", 1, folder -> Files.writeString(folder.resolve("config.json"), "{}"));

        probe.send(completed(broken, true, true));

        DeploymentFailed failed = probe.await(DeploymentFailed.class, of(broken), PATIENCE);
        assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_MODEL);
        assertThat(ServerProcesses.of("broken")).isEmpty();
    }

    @Test
    void aServerThatDiesOrHangsIsStartedAgainAtTheSameEndpoint() throws Exception {
        ModelVersion version = versions.model("mortal", 1);
        probe.send(completed(version, true, true));
        DeploymentReady ready = ready(version);

        ProcessHandle first = ServerProcesses.one("mortal");
        first.destroyForcibly();
        isReadyAgain(version, ready, 2);

        ProcessHandle second = ServerProcesses.one("mortal");
        new ProcessBuilder("kill", "-STOP", Long.toString(second.pid()))
                .inheritIO()
                .start()
                .waitFor();
        isReadyAgain(version, ready, 3);
        assertThat(second.isAlive()).isFalse();
        given().get("/deployments/" + ready.deploymentId())
                .then()
                .body("data.status", equalTo("ready"))
                .body("data.health.restarts", equalTo(2))
                .body("data.history.reason", hasItems(containsString("it ended"), containsString("no sign of life")));
        stop(version);
    }

    private void isReadyAgain(ModelVersion version, DeploymentReady before, int times) throws Exception {
        await().atMost(PATIENCE)
                .until(() -> probe.all(DeploymentReady.class, of(version)).size() == times);
        DeploymentReady again = probe.all(DeploymentReady.class, of(version)).getLast();
        assertThat(again.endpoint()).isEqualTo(before.endpoint());
        assertThat(answer(again.endpoint(), version.name())).contains("\"chat.completion\"");
    }

    @Test
    void aServerThatCannotBeStartedAgainIsFollowedByTheVersionBefore() throws Exception {
        ModelVersion previous = versions.scripted("rolled", 1);
        probe.send(completed(previous, true, true));
        DeploymentReady before = ready(previous);
        ModelVersion current = versions.model("rolled", 2);
        probe.send(completed(current, true, true));
        ready(current);
        await().atMost(PATIENCE).until(() -> ServerProcesses.of("rolled").count() == 1);

        versions.damage(current);
        ServerProcesses.of("rolled").forEach(ProcessHandle::destroyForcibly);

        DeploymentFailed failed = probe.await(DeploymentFailed.class, of(current), PATIENCE);
        assertThat(failed.failure().message()).contains("limit 2", "SHA-256");
        DeploymentReady restored = probe.await(
                DeploymentReady.class,
                event -> event.version().equals(previous)
                        && !event.deploymentId().equals(before.deploymentId()),
                PATIENCE);
        assertThat(answer(restored.endpoint(), "rolled")).contains("\"chat.completion\"");
        given().delete("/deployments/" + restored.deploymentId()).then().statusCode(200);
    }

    @Test
    void aVersionIsNotDeployedWithoutItsGateOrTheWishForIt() throws Exception {
        ModelVersion belowGate = versions.scripted("unwanted", 1);
        ModelVersion notAsked = versions.scripted("unwanted", 2);

        probe.send(completed(belowGate, false, true));
        probe.send(completed(notAsked, true, false));

        assertThat(probe.await(DeploymentSkipped.class, of(belowGate), PATIENCE).reason())
                .contains("exact_match is too low");
        assertThat(probe.await(DeploymentSkipped.class, of(notAsked), PATIENCE).reason())
                .contains("auto_deploy");
    }

    @Test
    void unknownDeploymentsAndFiltersAreAnsweredWithProblems() {
        given().get("/deployments/dep-00000000000000000000000000")
                .then()
                .statusCode(404)
                .body("code", equalTo("NOT_FOUND"));
        given().get("/deployments/x").then().statusCode(404);
        given().get("/deployments?limit=0").then().statusCode(400);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
    }

    private DeploymentReady ready(ModelVersion version) {
        return probe.await(DeploymentReady.class, of(version), PATIENCE);
    }

    private void stop(ModelVersion version) {
        given().delete("/deployments/" + ready(version).deploymentId()).then().statusCode(200);
        await().atMost(PATIENCE)
                .until(() -> ServerProcesses.of(version.name()).findAny().isEmpty());
    }

    private static <E extends DeploymentEvent> java.util.function.Predicate<E> of(ModelVersion version) {
        return event -> event.version().id().equals(version.id());
    }

    private static String answer(URI endpoint, String model) throws Exception {
        return post(
                endpoint + "/chat/completions",
                "{\"model\":\"" + model
                        + "\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Once\"}]}");
    }

    private static String post(String url, String body) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private EvaluationCompleted completed(ModelVersion version, boolean passed, boolean autoDeploy) {
        return new EvaluationCompleted(
                EventHead.now(1, 0),
                EvaluationId.next(),
                version,
                Optional.of(JobId.next()),
                Map.of("exact_match", 0.5),
                10,
                passed,
                passed ? List.of() : List.of("exact_match is too low"),
                List.of(),
                wanted(autoDeploy));
    }

    private EvaluationSkipped skipped(ModelVersion version) {
        return new EvaluationSkipped(
                EventHead.now(1, 0), EvaluationId.next(), version, Optional.empty(), "no rows", wanted(true));
    }

    private static DeploymentSpec wanted(boolean autoDeploy) {
        ObjectNode section = JsonNodeFactory.instance.objectNode().put("auto_deploy", autoDeploy);
        section.putObject("canary").put("step_seconds", 0);
        return DeploymentReader.read(section);
    }
}
