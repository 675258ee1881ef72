package dev.trainyard.deploy.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.DeploymentId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.DeploymentReader;
import dev.trainyard.contracts.wire.WireJson;
import dev.trainyard.deploy.domain.FrontDoor;
import dev.trainyard.deploy.domain.HealthPolicy;
import dev.trainyard.deploy.domain.RegisteredVersion;
import dev.trainyard.deploy.domain.RestartPolicy;
import dev.trainyard.deploy.domain.Route;
import dev.trainyard.deploy.domain.RouteTable;
import dev.trainyard.deploy.domain.Score;
import dev.trainyard.deploy.domain.Scores;
import dev.trainyard.deploy.domain.ServerLauncher;
import dev.trainyard.deploy.domain.Traffic;
import dev.trainyard.devstack.DevStackResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Versions that take over from one another under load, on real model servers. */
@QuarkusTest
@WithTestResource(value = DevStackResource.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
class RolloutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path MODEL = Path.of("src/test/resources/stories260k");

    @Inject
    ArtifactStore artifacts;

    @Inject
    DeploymentRequests requests;

    @Inject
    Scores scores;

    @Inject
    DeploymentLedger ledger;

    @Inject
    ServerLauncher launcher;

    @Inject
    FrontDoor door;

    @Test
    void versionsTakeOverInStepsAndGoBackWithoutAFailedRequest() throws Exception {
        String first = deploy(version("steps", 1), "{}");
        reaches(first, "ready");
        try (Hammer hammer = new Hammer(door.endpoint(), "steps")) {
            await().atMost(PATIENCE).until(() -> hammer.answersOf("steps/1") > 5);

            String second = deploy(
                    version("steps", 2),
                    "{\"canary\":{\"steps\":[50,100],\"step_seconds\":1,\"min_requests\":5},\"limits\":{\"max_latency_ratio\":100}}");
            reaches(second, "ready");
            reaches(first, "stopped");
            given().get("/deployments/" + second)
                    .then()
                    .body("data.history.status", hasItems("starting", "canary", "canary", "ready"))
                    .body("data.history.weight", equalTo(List.of(0, 50, 100, 100)))
                    .body("data.history[1].reason", containsString("step 1 of 2"))
                    .body("data.endpoint", equalTo(door.endpoint().toString()));
            assertThat(hammer.answers()).containsKeys("steps/1", "steps/2");

            String tooSlow = deploy(
                    version("steps", 3),
                    "{\"canary\":{\"steps\":[50,100],\"step_seconds\":1,\"min_requests\":20},\"limits\":{\"max_latency_ms\":0.01}}");
            reaches(tooSlow, "failed");
            given().get("/deployments/" + tooSlow)
                    .then()
                    .body("data.error.message", startsWith("rolled back to steps/2: step 1 of 2: 95 %"))
                    .body("data.error.message", endsWith("(limit 0 ms)"));
            given().get("/deployments/" + second).then().body("data.status", equalTo("ready"));

            String back = given().post("/deployments/" + second + "/rollback")
                    .then()
                    .statusCode(202)
                    .body("data.reference", equalTo("steps/1"))
                    .body("data.returns_from", equalTo(second))
                    .extract()
                    .path("data.id");
            given().post("/deployments/" + second + "/rollback").then().body("data.id", equalTo(back));
            reaches(back, "ready");
            given().get("/deployments/" + second)
                    .then()
                    .body("data.status", equalTo("stopped"))
                    .body("data.reason", equalTo("rolled back to steps/1"));
            hammer.answers();
            await().atMost(PATIENCE).until(() -> hammer.answersOf("steps/1") > 5);

            assertThat(hammer.failures()).isEmpty();
            given().delete("/deployments/" + back).then().statusCode(200);
        }
    }

    @Test
    void aServerThatHangsIsNoticedAndStartedAgain() throws Exception {
        String id = deploy(version("hanging", 1), "{}");
        reaches(id, "ready");
        ProcessHandle server = server("hanging");

        new ProcessBuilder("kill", "-STOP", Long.toString(server.pid()))
                .inheritIO()
                .start()
                .waitFor();

        await().atMost(PATIENCE).until(() -> !server.isAlive());
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/deployments/" + id)
                        .then()
                        .body("data.status", equalTo("ready"))
                        .body("data.health.status", equalTo("ok"))
                        .body("data.health.restarts", equalTo(1))
                        .body("data.history.reason", hasItem(containsString("no sign of life"))));
        given().delete("/deployments/" + id).then().statusCode(200);
    }

    @Test
    void whatIsInTheMiddleOfItsStepsGoesOnInAServiceThatWasRestarted() throws Exception {
        String stable = deploy(version("kept", 1), "{}");
        reaches(stable, "ready");
        String coming = deploy(version("kept", 2), "{\"canary\":{\"steps\":[20,100],\"step_seconds\":3600}}");
        reaches(coming, "canary");

        OwnDoor own = new OwnDoor();
        Fleet restarted = new Fleet(
                ledger,
                launcher,
                own,
                new HealthBoard(),
                new FleetMeters(new SimpleMeterRegistry()),
                new Fleet.Rules(
                        new RestartPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)),
                        new HealthPolicy(
                                Duration.ofHours(1),
                                Duration.ofSeconds(1),
                                2,
                                Duration.ofHours(1),
                                Duration.ofHours(1)),
                        Duration.ofSeconds(1)),
                deployment -> {},
                Clock.systemUTC());
        try {
            await().atMost(PATIENCE).until(() -> {
                restarted.reconcile();
                return own.table.routes().stream()
                                .filter(route -> route.version().name().equals("kept"))
                                .count()
                        == 2;
            });
            assertThat(own.table.routes().stream()
                            .filter(route -> route.version().name().equals("kept"))
                            .map(Route::weight))
                    .containsExactly(20, 80);
            given().get("/deployments/" + coming)
                    .then()
                    .body("data.status", equalTo("canary"))
                    .body("data.history.reason", hasItem(containsString("the step begins anew")));
        } finally {
            restarted.stopAll();
        }
        given().post("/deployments/" + coming + "/rollback")
                .then()
                .statusCode(202)
                .body("data.id", equalTo(stable));
        reaches(coming, "stopped");
        given().delete("/deployments/" + stable).then().statusCode(200);
    }

    @Test
    void aWishIsCheckedAsAWhole() throws Exception {
        ModelVersion version = version("wished", 1);

        given().body("{\"target\":\"moon\",\"health_check_timeout\":0,\"canary\":{\"steps\":[50,20]},\"colour\":1}")
                .contentType("application/json")
                .post("/deploy/wished/1")
                .then()
                .statusCode(400)
                .body("problems.field", hasItems("target", "health_check_timeout", "canary.steps", "colour"));
        QuarkusTransaction.requiringNew()
                .run(() -> scores.save(new Score(
                        version.id(), false, List.of("exact_match is 0.1, below 0.5"), Map.of("exact_match", 0.1))));
        assertThatThrownBy(() -> deploy(version, "{}"))
                .isInstanceOf(TrainyardException.class)
                .hasMessageContaining("exact_match is 0.1, below 0.5");

        String id = deploy(version, "{\"force\":true,\"deployment_tags\":{\"team\":\"blue\"}}");
        assertThat(deploy(version, "{\"force\":true}")).isEqualTo(id);
        given().get("/deployments/" + id)
                .then()
                .body("data.tags.team", equalTo("blue"))
                .body("data.reference", equalTo("wished/1"));
        given().post("/deployments/" + id + "/rollback").then().statusCode(202);
        given().post("/deployments/" + id + "/rollback")
                .then()
                .statusCode(409)
                .body("detail", containsString("only what is served can be rolled back"));
    }

    private String deploy(ModelVersion version, String body) throws JsonProcessingException {
        ObjectNode wish = (ObjectNode) WireJson.mapper().readTree(body);
        boolean force = wish.remove("force") != null;
        return requests.ask(new RegisteredVersion(version, Map.of()), DeploymentReader.read(wish), force)
                .id()
                .value();
    }

    private static void reaches(String id, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/deployments/" + id).then().body("data.status", equalTo(status)));
    }

    private static ProcessHandle server(String name) {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> commandLine(child).contains("--name " + name + " "))
                .findFirst()
                .orElseThrow();
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

    private ModelVersion version(String name, int number) throws IOException {
        Path folder = artifacts.folder("models", name, Integer.toString(number));
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return new ModelVersion(VersionId.next(), name, number, artifacts.publish(folder));
    }

    /** The door of another process. */
    private static final class OwnDoor implements FrontDoor {
        private volatile RouteTable table = RouteTable.empty();

        @Override
        public URI endpoint() {
            return URI.create("http://127.0.0.1:1/v1");
        }

        @Override
        public void follow(RouteTable routes) {
            table = routes;
        }

        @Override
        public Traffic traffic(DeploymentId deployment) {
            return Traffic.none(Instant.EPOCH);
        }

        @Override
        public int underWay(DeploymentId deployment) {
            return 0;
        }

        @Override
        public void forget(DeploymentId deployment) {}
    }
}
